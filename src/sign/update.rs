//! An incremental update of a PDF: what stood keeps its bytes, what is new is appended.
//! Never rewrites: a file with a signature in it is only ever grown (ISO 32000-1 7.5.6).

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId};

use crate::diag::Diagnostic;

/// A file being grown by one revision.
pub(super) struct Update {
    earlier: Vec<u8>,
    document: IncrementalDocument,
}

impl Update {
    /// Starts a revision on top of `earlier`.
    ///
    /// # Errors
    /// When the file cannot be read as PDF.
    pub(super) fn of(earlier: &[u8]) -> Result<Self, Diagnostic> {
        let document = Document::load_mem(earlier).map_err(|error| unreadable(&error))?;
        let mut document = IncrementalDocument::create_from(earlier.to_vec(), document);
        // Keys of a cross-reference stream have no business in a trailer (ISO 32000-1 table 17).
        for key in [b"Type".as_slice(), b"W", b"Index", b"Filter", b"Length", b"DecodeParms", b"XRefStm"] {
            document.new_document.trailer.remove(key);
        }
        Ok(Self { earlier: earlier.to_vec(), document })
    }

    /// An object as it stands after this revision so far.
    ///
    /// # Errors
    /// When there is no such object.
    pub(super) fn object(&self, id: ObjectId) -> Result<&Object, Diagnostic> {
        let new = &self.document.new_document;
        let found = match new.objects.get(&id) {
            Some(object) => Ok(object),
            None => self.document.get_prev_documents().get_object(id),
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
        self.document.new_document.set_object(id, object);
    }

    /// Adds an object.
    pub(super) fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        self.document.new_document.add_object(object)
    }

    /// The number of the catalog.
    ///
    /// # Errors
    /// When the trailer names none.
    pub(super) fn catalog(&self) -> Result<ObjectId, Diagnostic> {
        let root = self.document.get_prev_documents().trailer.get(b"Root");
        root.and_then(Object::as_reference).map_err(|error| unreadable(&error))
    }

    /// The pages, in order.
    #[must_use]
    pub(super) fn pages(&self) -> Vec<ObjectId> {
        self.document.get_prev_documents().get_pages().into_values().collect()
    }

    /// The decoded content of a page, as it stood before this revision.
    #[must_use]
    pub(super) fn page_content(&self, page: ObjectId) -> Vec<u8> {
        self.document.get_prev_documents().get_page_content(page)
    }

    /// The grown file: `earlier` byte for byte, then the revision, ending in a line feed.
    ///
    /// # Errors
    /// When it cannot be written, or the earlier bytes would not be kept.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::with_capacity(self.earlier.len() + 16_384);
        self.document
            .save_to(&mut bytes)
            .map_err(|error| Diagnostic::error("pdf-skrivning", format!("filen kunde inte utökas: {error}")))?;
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        if bytes.starts_with(&self.earlier) {
            Ok(bytes)
        } else {
            Err(Diagnostic::error("pdf-skrivning", "filens tidigare innehåll skulle ha ändrats; inget har skrivits"))
        }
    }
}

/// The file is no PDF we can read.
pub(super) fn unreadable(_: &lopdf::Error) -> Diagnostic {
    Diagnostic::error("pdf-olaslig", "filen kan inte läsas som PDF: den är skadad, eller något annat")
}
