//! Form fields and the signatures in them, as of one revision; and which roles the field names of this project speak of.

use std::collections::HashSet;

use super::budget::Fault;
use super::object::{Dictionary, Id, Object, Text, text_string};
use super::pdf::Pdf;

/// One terminal field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) id: Id,
    /// Partial names from the root, joined by periods (ISO 32000-1 12.7.3.2).
    pub(crate) name: String,
    /// `Sig`, `Tx`, ….
    pub(crate) kind: Vec<u8>,
    pub(crate) dictionary: Dictionary,
    /// Widgets that are objects of their own.
    pub(crate) widgets: Vec<Id>,
    pub(crate) value: Option<Object>,
}

impl Field {
    pub(crate) fn is_signature(&self) -> bool {
        self.kind == b"Sig"
    }

    /// A signature field with something in it.
    pub(crate) fn signature(&self) -> Option<Id> {
        self.value.as_ref().filter(|_| self.is_signature()).and_then(Object::as_reference)
    }
}

/// What a field is for, by the names that `formats.md` gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Justering,
    Undertecknare,
    Stampel,
    Tid,
    Annan,
}

impl Role {
    pub(crate) fn of(name: &str) -> Self {
        match name.split_once('.') {
            Some(("Justering", _)) => Role::Justering,
            Some(("Undertecknare", _)) => Role::Undertecknare,
            Some(("Tid", _)) => Role::Tid,
            None if name == "Stampel" => Role::Stampel,
            Some(_) | None => Role::Annan,
        }
    }
}

/// Every terminal field of the form, in order.
pub(crate) fn fields(pdf: &Pdf<'_>, revision: usize) -> Result<Vec<Field>, Fault> {
    let root = pdf.root(revision)?;
    let form = pdf.entry(&root, b"AcroForm", revision)?;
    let Some(form) = form.as_dictionary() else { return Ok(Vec::new()) };
    let top = pdf.entry(form, b"Fields", revision)?;
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for item in top.as_array().unwrap_or(&[]) {
        let Some(id) = item.as_reference() else {
            return Err(Fault::Malformed("ett formulärfält är inget objekt", 0));
        };
        walk(pdf, revision, Node { id, name: String::new(), kind: Vec::new(), depth: 0 }, &mut seen, &mut found)?;
    }
    Ok(found)
}

struct Node {
    id: Id,
    name: String,
    kind: Vec<u8>,
    depth: usize,
}

fn walk(
    pdf: &Pdf<'_>,
    revision: usize,
    node: Node,
    seen: &mut HashSet<Id>,
    found: &mut Vec<Field>,
) -> Result<(), Fault> {
    if node.depth > 16 || !seen.insert(node.id) {
        return Err(Fault::Malformed("formulärfälten går i cirkel", 0));
    }
    let object = pdf.object(node.id, revision)?;
    let Object::Dictionary(dictionary) = object.as_ref() else {
        return Err(Fault::Malformed("ett formulärfält är ingen ordlista", 0));
    };
    let own = pdf.entry(dictionary, b"T", revision)?;
    let own = own.as_text().map(|text| text_string(&text.bytes)).unwrap_or_default();
    let name = if node.name.is_empty() || own.is_empty() {
        format!("{}{own}", node.name)
    } else {
        format!("{}.{own}", node.name)
    };
    let kind = dictionary.name(b"FT").map_or(node.kind, <[u8]>::to_vec);
    let kids = pdf.entry(dictionary, b"Kids", revision)?;
    let mut widgets = Vec::new();
    let mut terminal = true;
    for kid in kids.as_array().unwrap_or(&[]) {
        let Some(id) = kid.as_reference() else {
            return Err(Fault::Malformed("ett formulärfält är inget objekt", 0));
        };
        let is_field = pdf.object(id, revision)?.as_dictionary().is_some_and(|kid| kid.has(b"T"));
        if is_field {
            terminal = false;
            walk(
                pdf,
                revision,
                Node { id, name: name.clone(), kind: kind.clone(), depth: node.depth + 1 },
                seen,
                found,
            )?;
        } else {
            widgets.push(id);
        }
    }
    if terminal {
        let value = dictionary.get(b"V").filter(|value| **value != Object::Null).cloned();
        found.push(Field { id: node.id, name, kind, dictionary: dictionary.clone(), widgets, value });
    }
    Ok(())
}

/// A signature dictionary in a field.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub(crate) field: String,
    pub(crate) role: Role,
    pub(crate) id: Id,
    /// Index of the revision that made it.
    pub(crate) revision: usize,
    pub(crate) dictionary: Dictionary,
    pub(crate) contents: Option<Text>,
    pub(crate) subfilter: Vec<u8>,
    /// The four numbers, when they are four numbers.
    pub(crate) byte_range: Option<[usize; 4]>,
}

impl Signature {
    pub(crate) fn is_timestamp(&self) -> bool {
        self.subfilter == b"ETSI.RFC3161"
    }
}

/// Every filled signature field, in the order they were signed.
pub(crate) fn signatures(pdf: &Pdf<'_>, fields: &[Field]) -> Result<Vec<Signature>, Fault> {
    let mut found = Vec::new();
    for field in fields {
        let Some(id) = field.signature() else { continue };
        let object = pdf.object(id, pdf.last())?;
        let dictionary = object.as_dictionary().cloned().unwrap_or_default();
        let revision = pdf.revisions.iter().rposition(|one| one.places.contains_key(&id.0)).unwrap_or(0);
        let numbers: Option<Vec<usize>> = dictionary.get(b"ByteRange").and_then(Object::as_array).and_then(|items| {
            items.iter().map(|item| item.as_integer().and_then(|value| usize::try_from(value).ok())).collect()
        });
        found.push(Signature {
            field: field.name.clone(),
            role: Role::of(&field.name),
            id,
            revision,
            contents: dictionary.get(b"Contents").and_then(Object::as_text).cloned(),
            subfilter: dictionary.name(b"SubFilter").unwrap_or(&[]).to_vec(),
            byte_range: numbers.and_then(|numbers| <[usize; 4]>::try_from(numbers).ok()),
            dictionary,
        });
        if found.len() > 64 {
            return Err(Fault::Exhausted("för många underskrifter"));
        }
    }
    found.sort_by_key(|one| one.revision);
    Ok(found)
}

/// Names of fields whose signature another field shows as its own: one signature, given out for two.
pub(crate) fn shared(signatures: &[Signature]) -> Vec<&str> {
    let twice = |one: &&Signature| signatures.iter().filter(|other| other.id == one.id).count() > 1;
    signatures.iter().filter(twice).map(|one| one.field.as_str()).collect()
}

/// Fields that held another signature in an earlier revision than they do, or hold none, now.
pub(crate) fn removed(pdf: &Pdf<'_>, signatures: &[Signature]) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    for revision in 0..pdf.last() {
        let earlier = match fields(pdf, revision) {
            Ok(earlier) => earlier,
            Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
            Err(Fault::Malformed(..) | Fault::Encrypted) => continue,
        };
        for field in earlier {
            let gone = field
                .signature()
                .is_some_and(|id| !signatures.iter().any(|one| one.id == id && one.field == field.name));
            if gone && !names.contains(&field.name) {
                names.push(field.name);
            }
        }
    }
    Ok(names)
}
