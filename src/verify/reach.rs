//! What a file leads to: all of it, and all but one branch, since what is changed under a name may not also be something else.

use std::collections::HashSet;

use super::budget::Fault;
use super::object::{Dictionary, Id, Object};
use super::pdf::Pdf;

/// Numbers of all objects that the file leads to as of `revision`, by every way but `key` of its catalog.
pub(crate) fn without(pdf: &Pdf<'_>, key: &[u8], revision: usize) -> Result<HashSet<u32>, Fault> {
    let mut waiting: Vec<Id> = Vec::new();
    let root = pdf.root(revision)?;
    root.0.iter().filter(|(name, _)| name != key).for_each(|(_, value)| value.references(&mut waiting));
    if let Some(trailer) = pdf.revisions.get(revision).map(|one| &one.trailer) {
        trailer.0.iter().filter(|(name, _)| name != b"Root").for_each(|(_, value)| value.references(&mut waiting));
    }
    let root = pdf.root_id(revision).map(|id| id.0);
    let mut seen = HashSet::new();
    while let Some(id) = waiting.pop() {
        // A way back to the catalog is no other way to what it leads to.
        if Some(id.0) == root || !seen.insert(id.0) {
            continue;
        }
        match pdf.object(id, revision) {
            Ok(object) => object.references(&mut waiting),
            Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
            Err(Fault::Malformed(..) | Fault::Encrypted) => {}
        }
    }
    Ok(seen)
}

/// What a file leads to from its catalog, as it is now: each dictionary, also those within others; a stream's with what it is
/// of. Says which objects could not be read.
pub(crate) fn each_dictionary(
    pdf: &Pdf<'_>,
    visit: &mut dyn FnMut(&Dictionary, Holder) -> Result<(), Fault>,
) -> Result<Vec<u32>, Fault> {
    let mut waiting: Vec<Id> = pdf.root_id(pdf.last()).into_iter().collect();
    let (mut seen, mut unread) = (HashSet::new(), Vec::new());
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        match pdf.object(id, pdf.last()) {
            Ok(object) => {
                object.references(&mut waiting);
                within(&object, visit)?;
            }
            Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
            Err(_) => unread.push(id.0),
        }
    }
    Ok(unread)
}

/// What a dictionary is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    Itself,
    Stream,
}

fn within(object: &Object, visit: &mut dyn FnMut(&Dictionary, Holder) -> Result<(), Fault>) -> Result<(), Fault> {
    let (dictionary, holder) = match object {
        Object::Array(items) => return items.iter().try_for_each(|item| within(item, visit)),
        Object::Dictionary(dictionary) => (dictionary, Holder::Itself),
        Object::Stream(stream) => (&stream.dictionary, Holder::Stream),
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Name(_)
        | Object::Text(_)
        | Object::Reference(_) => return Ok(()),
    };
    visit(dictionary, holder)?;
    dictionary.0.iter().try_for_each(|(_, value)| within(value, visit))
}
