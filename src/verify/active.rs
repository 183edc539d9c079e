//! Layer E, what a document must not do by itself: scripts, launching, forms sent away, media, other files opened.
//! A web address behind a link is no such thing.

use std::collections::HashSet;

use super::Inspected;
use super::budget::Fault;
use super::object::{Dictionary, Id, Object};
use super::pdf::Pdf;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Actions that do something to the reader's machine.
const ACTIONS: [&[u8]; 13] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToR",
    b"GoToE",
    b"Movie",
    b"Sound",
    b"Rendition",
    b"RichMediaExecute",
    b"GoTo3DView",
    b"Hide",
    b"SetOCGState",
];
/// Annotations that play or hide something.
const ANNOTATIONS: [&[u8]; 5] = [b"RichMedia", b"Movie", b"Sound", b"Screen", b"3D"];

pub(crate) fn judge(inspected: &Inspected<'_>, answer: &mut Lagersvar) -> Result<(), Fault> {
    answer.checked("att filen inte innehåller något som körs");
    for found in active(inspected.pdf)? {
        let mening = format!("filen innehåller något som kan köras när den öppnas ({found})");
        answer.add(if inspected.own {
            Brist::false_because("aktivt-innehall", Underindikation::FormatFailure, mening)
        } else {
            Brist::unclear("aktivt-innehall", Underindikation::FormatFailure, mening)
        });
    }
    Ok(())
}

/// Names of what was found, reachable from the catalog of the last revision.
fn active(pdf: &Pdf<'_>) -> Result<Vec<String>, Fault> {
    let mut found = at_opening(pdf)?;
    let mut waiting: Vec<Id> = pdf.root_id(pdf.last()).into_iter().collect();
    let mut seen = HashSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let object = match pdf.object(id, pdf.last()) {
            Ok(object) => object,
            Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
            Err(_) => {
                found.push(format!("objekt {} går inte att läsa", id.0));
                continue;
            }
        };
        object.references(&mut waiting);
        search(&object, &mut found);
        if found.len() > 10 {
            break;
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// What a reader of the file shows first instead of its pages, or does when it opens: but for going to a page.
fn at_opening(pdf: &Pdf<'_>) -> Result<Vec<String>, Fault> {
    let root = pdf.root(pdf.last())?;
    let mut found = Vec::new();
    let action = pdf.entry(&root, b"OpenAction", pdf.last())?;
    if action.as_dictionary().is_some_and(|action| action.name(b"S") != Some(b"GoTo")) {
        found.push("OpenAction".to_owned());
    }
    for key in [b"Collection".as_slice(), b"NeedsRendering"] {
        if root.has(key) {
            found.push(String::from_utf8_lossy(key).into_owned());
        }
    }
    Ok(found)
}

fn search(object: &Object, found: &mut Vec<String>) {
    match object {
        Object::Array(items) => items.iter().for_each(|item| search(item, found)),
        Object::Dictionary(dictionary) => search_dictionary(dictionary, found),
        Object::Stream(stream) => search_dictionary(&stream.dictionary, found),
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Name(_)
        | Object::Text(_)
        | Object::Reference(_) => {}
    }
}

fn search_dictionary(dictionary: &Dictionary, found: &mut Vec<String>) {
    let mut note = |what: &[u8]| found.push(String::from_utf8_lossy(what).into_owned());
    if let Some(action) = dictionary.name(b"S").filter(|name| ACTIONS.contains(name)) {
        note(action);
    }
    if let Some(kind) = dictionary.name(b"Subtype").filter(|name| ANNOTATIONS.contains(name)) {
        note(kind);
    }
    for key in [b"JS".as_slice(), b"AA", b"XFA", b"JavaScript"] {
        if dictionary.has(key) {
            note(key);
        }
    }
    dictionary.0.iter().for_each(|(_, value)| search(value, found));
}
