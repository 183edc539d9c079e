//! How a signed file relates to the file that was made for signing: found in the bytes, never guessed.

use lopdf::{Document, Object};

use super::record::Record;
use super::update::Update;
use crate::evidence::bevis::Relation;

/// An attachment larger than this is not the minutes we made, in bytes.
const LARGEST: usize = 50_000_000;

/// The relation of `signed` to `original`; without the original, what the signed file's own record proves.
#[must_use]
pub(super) fn relation(signed: &[u8], original: Option<&[u8]>) -> Relation {
    match original {
        Some(original) if signed.starts_with(original) => Relation::Prefix,
        Some(original) if embeds(signed, original) => Relation::Inbaddat,
        None if stands_on_ours(signed) => Relation::Prefix,
        Some(_) | None => Relation::Omskrivet,
    }
}

fn stands_on_ours(signed: &[u8]) -> bool {
    Update::of(signed)
        .and_then(|update| Record::read(&update))
        .is_ok_and(|record| record.is_some_and(|record| record.stands_on(signed)))
}

fn embeds(signed: &[u8], original: &[u8]) -> bool {
    let Ok(document) = Document::load_mem(signed) else { return false };
    document.objects.values().any(|object| match object {
        Object::Stream(stream) => {
            stream.content == original
                || stream.decompressed_content_with_limit(LARGEST).is_ok_and(|content| content == original)
        }
        _ => false,
    })
}
