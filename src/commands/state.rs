//! What the last run made, beside what it made: so that what has not changed is not set again.
//! A note is believed only when the program, everything it was given and the file itself are as noted.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diag::Diagnostic;
use crate::document::Document;
use crate::durable;
use crate::evidence::hex;

/// First value of the file; another one, or none: everything is made anew.
const FORMAT: &str = "utdrag-tillstand/1";

/// The notes of one folder.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    format: String,
    /// By file name.
    filer: BTreeMap<String, Note>,
    #[serde(skip)]
    path: PathBuf,
    #[serde(skip)]
    program: String,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// Hash of the program and of everything the file was made of.
    underlag: String,
    /// The same without the program.
    #[serde(default)]
    innehall: String,
    /// Hash of the file.
    pub(super) sha256: String,
    /// Its pages.
    pub(super) sidor: usize,
}

impl State {
    /// The notes in a folder; empty where they cannot be read.
    pub(super) fn read(folder: &Path) -> Self {
        let path = folder.join(".utdrag/tillstand.json");
        let noted = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<State>(&bytes).ok());
        let filer = noted.filter(|state| state.format == FORMAT).map(|state| state.filer).unwrap_or_default();
        Self { format: FORMAT.to_owned(), filer, path, program: program() }
    }

    /// What is noted of a document that was just made.
    pub(super) fn note_of(&self, document: &Document, sha256: String, pages: usize) -> Note {
        let innehall = content(document);
        Note { underlag: self.with_program(&innehall), innehall, sha256, sidor: pages }
    }

    /// True when `file` is the document as it would be made now. One that is signed need not be of this very program: a
    /// new version of it changes no word of what was signed.
    pub(super) fn knows(&self, note: &Note, document: &Document, file: &[u8]) -> bool {
        let innehall = content(document);
        if super::make::is_signed(file) {
            return note.innehall == innehall;
        }
        note.underlag == self.with_program(&innehall) && note.sha256 == sha256(file)
    }

    fn with_program(&self, innehall: &str) -> String {
        sha256(format!("{} {innehall}", self.program).as_bytes())
    }

    pub(super) fn note(&self, file: &str) -> Option<&Note> {
        self.filer.get(file)
    }

    pub(super) fn set(&mut self, file: String, note: Note) {
        self.filer.insert(file, note);
    }

    /// Writes the notes; without them the next run only takes longer.
    pub(super) fn write(&self) -> Result<(), Diagnostic> {
        durable::write(&self.path, &serde_json::to_vec_pretty(self).expect("notes are JSON"))
    }
}

/// The hash of what a document is made of.
fn content(document: &Document) -> String {
    let mut hash = Sha256::new();
    hash.update(serde_json::to_vec(document).expect("a document is JSON"));
    for line in document.identitet.iter().chain(&document.sekretess) {
        hash.update(line);
    }
    hash.update(document.ram.logotyp_bytes.as_deref().unwrap_or_default());
    hex(&hash.finalize())
}

/// SHA-256 as 64 hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Which program this is: its version, and the size and day of its file, so that a rebuilt one trusts no old note.
fn program() -> String {
    let facts = std::env::current_exe().and_then(fs::metadata);
    let facts = facts.map(|facts| format!("{} {:?}", facts.len(), facts.modified().ok()));
    format!("{} {}", env!("CARGO_PKG_VERSION"), facts.unwrap_or_default())
}
