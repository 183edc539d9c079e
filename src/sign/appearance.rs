//! What a signature looks like: a page that typst rendered, untagged, brought in as a form `XObject` with its
//! embedded fonts. The page's own annotations, structure and metadata stay behind.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::update::{Update, unreadable};
use crate::diag::Diagnostic;

/// Brings page 1 of `page_pdf` into the update and returns the form `XObject`.
///
/// # Errors
/// When the appearance is no PDF with a page.
pub(super) fn import(update: &mut Update, page_pdf: &[u8]) -> Result<ObjectId, Diagnostic> {
    let from = Document::load_mem(page_pdf).map_err(|error| unreadable(&error))?;
    let page = *from.get_pages().get(&1).ok_or_else(|| unreadable(&lopdf::Error::PageNumberNotFound(1)))?;
    let dictionary = from.get_dictionary(page).map_err(|error| unreadable(&error))?;
    let mut copied = BTreeMap::new();
    let resources = match dictionary.get(b"Resources") {
        Ok(found) => copy(update, &from, found, &mut copied)?,
        Err(_) => Object::Dictionary(Dictionary::new()),
    };
    let bounds = dictionary.get(b"MediaBox").map_err(|error| unreadable(&error))?.clone();
    let mut form = Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => bounds, "Resources" => resources },
        from.get_page_content(page),
    );
    // What cannot be compressed stays as it is, and is no worse for it.
    drop(form.compress());
    Ok(update.add(form))
}

fn copy(
    update: &mut Update,
    from: &Document,
    object: &Object,
    copied: &mut BTreeMap<ObjectId, ObjectId>,
) -> Result<Object, Diagnostic> {
    Ok(match object {
        Object::Reference(id) => {
            if let Some(known) = copied.get(id) {
                return Ok(Object::Reference(*known));
            }
            let new = update.add(Object::Null);
            copied.insert(*id, new);
            let value = copy(update, from, from.get_object(*id).map_err(|error| unreadable(&error))?, copied)?;
            update.set(new, value);
            Object::Reference(new)
        }
        Object::Array(items) => {
            Object::Array(items.iter().map(|one| copy(update, from, one, copied)).collect::<Result<_, _>>()?)
        }
        Object::Dictionary(entries) => Object::Dictionary(copy_entries(update, from, entries, copied)?),
        Object::Stream(stream) => {
            let mut new = stream.clone();
            new.dict = copy_entries(update, from, &stream.dict, copied)?;
            Object::Stream(new)
        }
        plain => plain.clone(),
    })
}

fn copy_entries(
    update: &mut Update,
    from: &Document,
    entries: &Dictionary,
    copied: &mut BTreeMap<ObjectId, ObjectId>,
) -> Result<Dictionary, Diagnostic> {
    let mut new = Dictionary::new();
    for (key, value) in entries {
        new.set(key.clone(), copy(update, from, value, copied)?);
    }
    Ok(new)
}
