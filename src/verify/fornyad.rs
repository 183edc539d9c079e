//! A file as the register and its receipt may know it: whole, or as it was before it was renewed. Renewing adds revocation
//! data and timestamps after the seal; a file with anything else added to it is another one.

use super::algorithm::sha256;
use super::budget::{Budget, Fault};
use super::field::{self, Role};
use super::pdf::Pdf;
use super::seal::hex;
use super::sheet;
use super::text::letters;
use super::{changes, is_own};

/// What is held against entries of the register.
pub(super) struct Seen {
    /// SHA-256 of the file, and of what it was before it was renewed, newest first; never empty.
    versions: Vec<String>,
    /// Letters of all pages, where they can be read.
    page: Option<String>,
}

impl Seen {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let budget = Budget::new(bytes.len());
        let page = Pdf::read(bytes, &budget).and_then(|pdf| sheet::shown(&pdf)).map(|shown| shown.words);
        Self { versions: versions(bytes), page: page.ok().flatten() }
    }

    /// True when `hash` is that of the file, whole or before it was renewed.
    pub(super) fn is(&self, hash: Option<&String>) -> bool {
        hash.is_some_and(|hash| self.versions.contains(hash))
    }

    /// True when `hash` is that of what the file was before it was renewed.
    pub(super) fn is_renewed_since(&self, hash: Option<&String>) -> bool {
        self.is(hash) && self.versions.first() != hash
    }

    /// The page says that it is an extract in the authority's register, and another number than `nummer`.
    pub(super) fn prints_other_than(&self, nummer: &str) -> bool {
        let says = |words: &str| self.page.as_deref().is_some_and(|page| page.contains(&letters(words)));
        says("i myndighetens register") && !says(&format!("Utdrag {nummer} i myndighetens register"))
    }
}

/// SHA-256 (64 hex) of a file, and of what a sealed one was before it was renewed, newest first: up to the end of each
/// revision from that of the seal on, as long as only what renewing adds has been added.
#[must_use]
pub fn versions(bytes: &[u8]) -> Vec<String> {
    let mut found = vec![hex(&sha256(bytes))];
    for hash in earlier(bytes).unwrap_or_default() {
        if !found.contains(&hash) {
            found.push(hash);
        }
    }
    found
}

fn earlier(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let budget = Budget::new(bytes.len());
    let pdf = Pdf::read(bytes, &budget)?;
    let fields = field::fields(&pdf, pdf.last())?;
    let signatures = field::signatures(&pdf, &fields)?;
    let Some(seal) = signatures.iter().find(|one| one.role == Role::Stampel) else { return Ok(Vec::new()) };
    let changes = changes::judge(&pdf, &signatures, is_own(&fields))?;
    if !changes.answer.brister.is_empty() || !pdf.trailing().is_empty() {
        return Ok(Vec::new());
    }
    let mut hashes = Vec::new();
    for revision in pdf.revisions.iter().skip(seal.revision).rev() {
        budget.steps(revision.end / 4)?;
        hashes.extend(bytes.get(..revision.end).map(|part| hex(&sha256(part))));
    }
    Ok(hashes)
}
