//! Layer E, the figures of the seal: `/Reason` says how many bytes the file had before the seal and their SHA-256,
//! so that `head -c N fil.pdf | sha256sum` is the same check without a program.

use std::fmt::Write as _;

use super::Inspected;
use super::algorithm::sha256;
use super::budget::Fault;
use super::field::Role;
use super::object::{Object, text_string};
use super::ruta;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Format name of the figures.
pub(crate) const FORMAT: &str = "utdrag-stampel/1";

pub(crate) fn judge(inspected: &Inspected<'_>, answer: &mut Lagersvar) -> Result<(), Fault> {
    let pdf = inspected.pdf;
    for signature in inspected.signatures.iter().filter(|one| one.role == Role::Stampel) {
        let reason = signature.dictionary.get(b"Reason").and_then(Object::as_text).map(|text| text_string(&text.bytes));
        let figures = reason.as_deref().and_then(figures);
        let Some((length, hash)) = figures else {
            answer.add(Brist::unclear(
                "stampel-utan-tal",
                Underindikation::FormatFailure,
                "stämpeln säger inte vilka byte den sattes på",
            ));
            continue;
        };
        pdf.budget.steps(length / 4)?;
        let before = signature.revision.checked_sub(1).and_then(|before| pdf.revisions.get(before));
        let actual = pdf.data.get(..length).map(|bytes| hex(&sha256(bytes)));
        let ends_there = before.is_some_and(|revision| revision.end == length);
        if actual.as_deref() == Some(hash) && ends_there {
            answer.checked("stämpelns tal (antal byte och SHA-256)");
            ruta::seal(inspected, &signature.field, (reason.as_deref().unwrap_or(""), length, hash), answer)?;
        } else {
            answer.add(Brist::false_because(
                "stampelns-tal",
                Underindikation::HashFailure,
                "stämpelns tal stämmer inte med filen som den sattes på",
            ));
        }
    }
    Ok(())
}

/// `utdrag-stampel/1 sha256;N;H`.
fn figures(reason: &str) -> Option<(usize, &str)> {
    let rest = reason.strip_prefix(FORMAT)?.strip_prefix(" sha256;")?;
    let (length, hash) = rest.split_once(';')?;
    let plain = length.bytes().all(|byte| byte.is_ascii_digit()) && !length.starts_with('0');
    let shaped = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if plain && shaped { Some((length.parse().ok()?, hash)) } else { None }
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
