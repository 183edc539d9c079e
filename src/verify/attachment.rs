//! Files attached to a PDF, wherever in it they hang: by the catalog (`/AF`), by its name tree, or by a note on a page.

use std::collections::{BTreeMap, HashSet};

use super::budget::Fault;
use super::object::{Dictionary, Object, text_string};
use super::pdf::Pdf;
use super::reach;

/// Contents by file name. A name that stands for two different contents is a fault of its own.
#[derive(Debug, Default)]
pub(crate) struct Attachments {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) ambiguous: Vec<String>,
    /// Names of files that are packed in a way that is not read here: what is kept of them is how they stand.
    pub(crate) undecoded: Vec<String>,
    /// Names, and where the bytes stand: each is unpacked once.
    read: HashSet<(String, usize)>,
}

/// Every file that anything in the PDF embeds: the catalog, its name tree, a note on a page.
pub(crate) fn attachments(pdf: &Pdf<'_>) -> Result<Attachments, Fault> {
    let mut found = Attachments::default();
    reach::each_dictionary(pdf, &mut |dictionary, _| {
        if dictionary.has(b"EF") { specification(pdf, dictionary, &mut found) } else { Ok(()) }
    })?;
    Ok(found)
}

/// One file specification, with every file that it embeds (ISO 32000-1 table 44).
fn specification(pdf: &Pdf<'_>, dictionary: &Dictionary, found: &mut Attachments) -> Result<(), Fault> {
    let embedded = pdf.entry(dictionary, b"EF", pdf.last())?;
    let Some(embedded) = embedded.as_dictionary() else { return Ok(()) };
    let name = file_name(pdf, dictionary)?;
    for key in [b"UF".as_slice(), b"F", b"DOS", b"Mac", b"Unix"] {
        let stream = pdf.entry(embedded, key, pdf.last())?;
        let Object::Stream(stream) = stream.as_ref() else { continue };
        if !found.read.insert((name.clone(), stream.data.start)) {
            continue;
        }
        let bytes = if let Some(bytes) = pdf.decoded(stream)? {
            bytes
        } else {
            found.undecoded.push(name.clone());
            pdf.budget.inflated(stream.data.len())?;
            pdf.raw(stream).to_vec()
        };
        match found.files.get(&name) {
            Some(known) if *known != bytes => found.ambiguous.push(name.clone()),
            Some(_) => {}
            None => drop(found.files.insert(name.clone(), bytes)),
        }
    }
    Ok(())
}

fn file_name(pdf: &Pdf<'_>, dictionary: &Dictionary) -> Result<String, Fault> {
    for key in [b"UF".as_slice(), b"F", b"DOS", b"Mac", b"Unix"] {
        if let Some(text) = pdf.entry(dictionary, key, pdf.last())?.as_text() {
            return Ok(text_string(&text.bytes));
        }
    }
    Ok("utan namn".to_owned())
}
