//! An incremental update of a PDF: what stood keeps its bytes, what is new is appended.
//! Never rewrites: a file with a signature in it is only ever grown (ISO 32000-1 7.5.6).

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId};

use crate::diag::Diagnostic;

/// A file being grown by one revision.
pub(super) struct Update {
    earlier: Vec<u8>,
    before: Document,
    new: Document,
}

impl Update {
    /// Starts a revision on top of `earlier`.
    ///
    /// # Errors
    /// When the file cannot be read as PDF, or is encrypted.
    pub(super) fn of(earlier: &[u8]) -> Result<Self, Diagnostic> {
        let document = Document::load_mem(earlier).map_err(|error| unreadable(&error))?;
        if document.is_encrypted() || document.encryption_state.is_some() {
            return Err(Diagnostic::error("pdf-krypterad", "filen är krypterad, och kan inte skrivas under"));
        }
        Ok(Self::upon(earlier.to_vec(), document))
    }

    fn upon(earlier: Vec<u8>, before: Document) -> Self {
        let mut new = Document::new_from_prev(&before);
        // Keys of a cross-reference stream have no business in a trailer (ISO 32000-1 table 17).
        for key in [b"Type".as_slice(), b"W", b"Index", b"Filter", b"Length", b"DecodeParms", b"XRefStm"] {
            new.trailer.remove(key);
        }
        Self { earlier, before, new }
    }

    /// Length of the file before this revision, in bytes.
    pub(super) fn earlier(&self) -> usize {
        self.earlier.len()
    }

    /// The file before this revision.
    pub(super) fn earlier_bytes(&self) -> &[u8] {
        &self.earlier
    }

    /// An object as it stands after this revision so far.
    ///
    /// # Errors
    /// When there is no such object.
    pub(super) fn object(&self, id: ObjectId) -> Result<&Object, Diagnostic> {
        let found = match self.new.objects.get(&id) {
            Some(object) => Ok(object),
            None => self.before.get_object(id),
        };
        found.map_err(|error| unreadable(&error))
    }

    /// A dictionary as it stands after this revision so far.
    ///
    /// # Errors
    /// When there is no such object, or it is no dictionary.
    pub(super) fn dictionary(&self, id: ObjectId) -> Result<&Dictionary, Diagnostic> {
        self.object(id)?.as_dict().map_err(|error| unreadable(&error))
    }

    /// Follows a reference; what is no reference is itself.
    ///
    /// # Errors
    /// When the reference leads nowhere.
    pub(super) fn resolved<'a>(&'a self, object: &'a Object) -> Result<&'a Object, Diagnostic> {
        match object {
            Object::Reference(id) => self.object(*id),
            other => Ok(other),
        }
    }

    /// Replaces an object in this revision.
    pub(super) fn set(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.new.set_object(id, object);
    }

    /// Adds an object.
    pub(super) fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        self.new.add_object(object)
    }

    /// The number of the catalog.
    ///
    /// # Errors
    /// When the trailer names none.
    pub(super) fn catalog(&self) -> Result<ObjectId, Diagnostic> {
        let root = self.before.trailer.get(b"Root");
        root.and_then(Object::as_reference).map_err(|error| unreadable(&error))
    }

    /// The pages, in order.
    #[must_use]
    pub(super) fn pages(&self) -> Vec<ObjectId> {
        self.before.get_pages().into_values().collect()
    }

    /// The decoded content of a page, as it stood before this revision.
    #[must_use]
    pub(super) fn page_content(&self, page: ObjectId) -> Vec<u8> {
        self.before.get_page_content(page)
    }

    /// The grown file: `earlier` byte for byte, then the revision, ending in a line feed.
    ///
    /// # Errors
    /// When it cannot be written, or the earlier bytes would not be kept.
    pub(super) fn finish(self) -> Result<Vec<u8>, Diagnostic> {
        Ok(self.written()?.0)
    }

    /// As [`Self::finish`], and starts the next revision on top of it without reading the file anew.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub(super) fn finish_and_go_on(self) -> Result<Self, Diagnostic> {
        let (bytes, mut document, new) = self.written()?;
        document.xref_start = last_xref(&bytes).ok_or_else(|| unwritten("korsreferensen hittades inte"))?;
        document.objects.extend(new.objects);
        document.max_id = new.max_id;
        document.trailer = new.trailer;
        Ok(Self::upon(bytes, document))
    }

    /// The grown file, what stood before, and what is new.
    fn written(self) -> Result<(Vec<u8>, Document, Document), Diagnostic> {
        let mut bytes = Vec::with_capacity(self.earlier.len() + 65_536);
        // Writing asks of what stood before only its bytes and what kind of cross-reference it has.
        let mut kind = Document::new();
        kind.reference_table.cross_reference_type = self.before.reference_table.cross_reference_type;
        let mut document = IncrementalDocument::create_from(self.earlier, kind);
        document.new_document = self.new;
        document.save_to(&mut bytes).map_err(|error| unwritten(&error.to_string()))?;
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        if !bytes.starts_with(document.get_prev_documents_bytes()) {
            return Err(unwritten("dess tidigare innehåll skulle ha ändrats"));
        }
        Ok((bytes, self.before, document.new_document))
    }
}

/// The number after the last `startxref`.
fn last_xref(bytes: &[u8]) -> Option<usize> {
    let tail = bytes.get(bytes.len().saturating_sub(64)..)?;
    let text = std::str::from_utf8(tail).ok()?;
    text.rsplit_once("startxref")?.1.split_whitespace().next()?.parse().ok()
}

fn unwritten(why: &str) -> Diagnostic {
    Diagnostic::error("pdf-skrivning", format!("filen kunde inte utökas, och inget har skrivits: {why}"))
}

/// The file is no PDF we can read.
pub(super) fn unreadable(_: &lopdf::Error) -> Diagnostic {
    Diagnostic::error("pdf-olaslig", "filen kan inte läsas som PDF: den är skadad, eller något annat")
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    fn grown(mut update: Update, number: i64) -> Update {
        let id = update.add(dictionary! { "Number" => number });
        let catalog = update.catalog().unwrap();
        let mut root = update.dictionary(catalog).unwrap().clone();
        root.set("Ours", id);
        update.set(catalog, root);
        update
    }

    #[test]
    fn going_on_writes_what_reading_anew_would() {
        let pdf = include_bytes!("../../tests/pki/kontroll/hsn-2026-03-25-protokoll.pdf");
        let going_on = grown(grown(Update::of(pdf).unwrap(), 1).finish_and_go_on().unwrap(), 2).finish().unwrap();
        let first = grown(Update::of(pdf).unwrap(), 1).finish().unwrap();
        let anew = grown(Update::of(&first).unwrap(), 2).finish().unwrap();
        assert!(going_on == anew && anew.starts_with(&first) && first.starts_with(pdf));
    }
}
