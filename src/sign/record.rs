//! What a prepared file says of itself, in the catalog's `/PieceInfo` (ISO 32000-1 14.5): which bytes it stands on
//! and which protokollrot is to be signed. Catches mistakes; what proves anything are the signatures.

use lopdf::{Dictionary, Object, dictionary};
use sha2::{Digest, Sha256};

use super::fields::text;
use super::update::Update;
use crate::diag::Diagnostic;
use crate::evidence::hex;

/// The name and version of this record.
const FORMAT: &str = "utdrag-forberedd/1";

/// What a file is prepared for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The document's day, ISO.
    pub day: String,
    /// Protokollrot (or the innehållsidentitet of a skrivelse) that is signed, 64 hex; `None` on an extract.
    pub root: Option<String>,
    /// PROV stands on every page: throwaway keys may sign.
    pub prov: bool,
}

/// A prepared file's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Length of the file before fields were added, in bytes.
    pub length: usize,
    /// SHA-256 of those bytes, 64 hex.
    pub sha256: String,
    /// What it was prepared for.
    pub purpose: Purpose,
}

impl Record {
    /// The record of a file about to be prepared.
    #[must_use]
    pub fn of(pdf: &[u8], purpose: &Purpose) -> Self {
        Self { length: pdf.len(), sha256: hex(&Sha256::digest(pdf)), purpose: purpose.clone() }
    }

    /// Reads the record; `None` where the file was not prepared by us.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn read(update: &Update) -> Result<Option<Self>, Diagnostic> {
        let catalog = update.dictionary(update.catalog()?)?;
        let private = catalog
            .get(b"PieceInfo")
            .and_then(Object::as_dict)
            .and_then(|info| info.get(b"Utdrag").and_then(Object::as_dict))
            .and_then(|ours| ours.get(b"Private").and_then(Object::as_dict));
        Ok(private.ok().and_then(Self::from_dictionary))
    }

    /// True when `pdf` still begins with the bytes that fields were added to.
    #[must_use]
    pub fn stands_on(&self, pdf: &[u8]) -> bool {
        pdf.get(..self.length).is_some_and(|prefix| hex(&Sha256::digest(prefix)) == self.sha256)
    }

    pub(super) fn to_dictionary(&self) -> Dictionary {
        let mut private = dictionary! {
            "Format" => text(FORMAT),
            "Langd" => i64::try_from(self.length).unwrap_or(i64::MAX),
            "Sha256" => text(&self.sha256),
            "Dag" => text(&self.purpose.day),
            "Prov" => self.purpose.prov,
        };
        if let Some(root) = &self.purpose.root {
            private.set("Rot", text(root));
        }
        let modified = format!("D:{}000000Z", self.purpose.day.replace('-', ""));
        dictionary! { "Utdrag" => dictionary! { "LastModified" => text(&modified), "Private" => private } }
    }

    fn from_dictionary(private: &Dictionary) -> Option<Self> {
        let word = |key: &[u8]| String::from_utf8(private.get(key).ok()?.as_str().ok()?.to_vec()).ok();
        if word(b"Format")? != FORMAT {
            return None;
        }
        Some(Self {
            length: usize::try_from(private.get(b"Langd").ok()?.as_i64().ok()?).ok()?,
            sha256: word(b"Sha256")?,
            purpose: Purpose {
                day: word(b"Dag")?,
                root: word(b"Rot"),
                prov: private.get(b"Prov").ok()?.as_bool().ok()?,
            },
        })
    }
}

/// True for a file that was prepared for trials: PROV stands on its pages, and it may be made anew though it is signed.
#[must_use]
pub fn is_trial(pdf: &[u8]) -> bool {
    let record = Update::of(pdf).and_then(|update| Record::read(&update));
    record.is_ok_and(|record| record.is_some_and(|record| record.purpose.prov))
}
