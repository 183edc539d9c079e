//! Files attached to a PDF: those its catalog associates with it (`/AF`) and those its name tree lists.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use super::budget::Fault;
use super::object::{Dictionary, Object, text_string};
use super::pdf::Pdf;

/// Contents by file name. A name that stands for two different contents is a fault of its own.
#[derive(Debug, Default)]
pub(crate) struct Attachments {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) ambiguous: Vec<String>,
}

pub(crate) fn attachments(pdf: &Pdf<'_>) -> Result<Attachments, Fault> {
    let mut found = Attachments::default();
    let root = pdf.root(pdf.last())?;
    let associated = pdf.entry(&root, b"AF", pdf.last())?;
    for item in associated.as_array().unwrap_or(&[]) {
        specification(pdf, pdf.resolve(item, pdf.last())?.as_ref(), &mut found)?;
    }
    let names = pdf.entry(&root, b"Names", pdf.last())?;
    let Some(names) = names.as_dictionary() else { return Ok(found) };
    let mut waiting: Vec<(Rc<Object>, usize)> = vec![(pdf.entry(names, b"EmbeddedFiles", pdf.last())?, 0)];
    let mut seen = HashSet::new();
    while let Some((node, depth)) = waiting.pop() {
        let Some(node) = node.as_dictionary().filter(|_| depth < 16) else { continue };
        for pair in pdf.entry(node, b"Names", pdf.last())?.as_array().unwrap_or(&[]).chunks(2) {
            let [_, value] = pair else { continue };
            specification(pdf, pdf.resolve(value, pdf.last())?.as_ref(), &mut found)?;
        }
        for kid in pdf.entry(node, b"Kids", pdf.last())?.as_array().unwrap_or(&[]) {
            let Some(id) = kid.as_reference().filter(|id| seen.insert(*id)) else { continue };
            waiting.push((pdf.object(id, pdf.last())?, depth + 1));
        }
    }
    Ok(found)
}

fn specification(pdf: &Pdf<'_>, object: &Object, found: &mut Attachments) -> Result<(), Fault> {
    let Some(dictionary) = object.as_dictionary() else { return Ok(()) };
    let Some(name) = file_name(dictionary) else { return Ok(()) };
    let embedded = pdf.entry(dictionary, b"EF", pdf.last())?;
    let Some(embedded) = embedded.as_dictionary() else { return Ok(()) };
    for key in [b"UF".as_slice(), b"F"] {
        let stream = pdf.entry(embedded, key, pdf.last())?;
        let Object::Stream(stream) = stream.as_ref() else { continue };
        let Some(bytes) = pdf.decoded(stream)? else { continue };
        match found.files.get(&name) {
            Some(known) if *known != bytes => found.ambiguous.push(name.clone()),
            Some(_) => {}
            None => drop(found.files.insert(name.clone(), bytes)),
        }
    }
    Ok(())
}

fn file_name(dictionary: &Dictionary) -> Option<String> {
    let text = dictionary.get(b"UF").or_else(|| dictionary.get(b"F"))?.as_text()?;
    Some(text_string(&text.bytes))
}
