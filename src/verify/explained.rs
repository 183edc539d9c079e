//! Layer C, what may hang on something that is explained: which new objects come with a signature, with its appearance, or
//! with an extension that is named. Each by what it is; a page, a catalog or a file is never a part of any of them.

use std::collections::HashSet;

use super::changes::Step;
use super::object::{Dictionary, Id, Object};
use super::pdf::Change;

/// Types of dictionaries that come with a field and its signature (ISO 32000-1 12.7.4.5, 12.8.1), or say an extension.
const OF_SIGNING: [&[u8]; 9] = [
    b"Annot",
    b"Sig",
    b"DocTimeStamp",
    b"SigRef",
    b"TransformParams",
    b"SigFieldLock",
    b"SV",
    b"SVCert",
    b"DeveloperExtensions",
];
/// Types of dictionaries and streams that an appearance is drawn with.
const OF_DRAWING: [&[u8]; 11] = [
    b"XObject",
    b"Font",
    b"FontDescriptor",
    b"Encoding",
    b"CMap",
    b"ExtGState",
    b"Pattern",
    b"Group",
    b"Mask",
    b"OCG",
    b"OCMD",
];

impl Step<'_, '_> {
    /// The new objects that `value` leads to and that are data of a signature: never a stream.
    pub(crate) fn explain_data(&mut self, value: &Object) {
        self.explain_new(value, |object| match object {
            Object::Stream(_) => false,
            Object::Dictionary(dictionary) => is_of(dictionary, &OF_SIGNING),
            _ => true,
        });
    }

    /// The new objects that draw the appearance `value`.
    pub(crate) fn explain_appearance(&mut self, value: &Object) {
        self.explain_new(value, |object| match object {
            Object::Stream(stream) => is_of(&stream.dictionary, &OF_DRAWING),
            Object::Dictionary(dictionary) => is_of(dictionary, &OF_DRAWING),
            _ => true,
        });
    }

    /// The signature in a field that had none: an object of this revision, which no other field had before.
    pub(crate) fn explain_signature(&mut self, field: &str, id: Id) {
        let made_here = |change: &Change| change.was.is_none() && change.id == id;
        if !self.changed.get(&id.0).is_some_and(made_here) {
            let mening =
                format!("fältet {field} har fyllts i med en underskrift som fanns redan, och som inte omfattar det");
            self.fail("lanad-underskrift", mening);
            return;
        }
        self.explain_data(&Object::Reference(id));
    }

    fn explain_new(&mut self, value: &Object, belongs: impl Fn(&Object) -> bool) {
        let mut waiting = Vec::new();
        value.references(&mut waiting);
        // What is explained as one thing may lead to what is explained as another: an appearance hangs on the data of a field.
        let mut seen = HashSet::new();
        while let Some(id) = waiting.pop() {
            let Some(change) = self.changed.get(&id.0) else { continue };
            if change.was.is_none() && belongs(&change.now) && seen.insert(id.0) {
                self.explained.insert(id.0);
                change.now.references(&mut waiting);
            }
        }
    }
}

/// Says no type, or one of these.
fn is_of(dictionary: &Dictionary, types: &[&[u8]]) -> bool {
    dictionary.get(b"Type").is_none_or(|kind| kind.as_name().is_some_and(|kind| types.contains(&kind)))
}
