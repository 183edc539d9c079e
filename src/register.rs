//! The register: what was numbered, made, signed, certified, announced, dispatched, acknowledged, corrected, cancelled.
//! Entries are only added. Refuses a number used twice, and a log that does not continue the one it continues.

mod entry;
pub mod leaf;
mod memory;
mod order;
mod sqlite;
pub mod tree;

use std::path::{Path, PathBuf};

pub use entry::{Entry, Fil, Handelse, Lopnummer, Post, Search};
pub use memory::Memory;
pub use sqlite::Sqlite;

use crate::diag::Diagnostic;

/// The register of a workspace.
#[must_use]
pub fn beside(workspace: &Path) -> PathBuf {
    workspace.join("register.db")
}

/// Opens the register at `path`, and makes it where there is none.
///
/// # Errors
/// When the file is no register, or disk or folder is in the way.
pub fn open(path: &Path) -> Result<Sqlite, Diagnostic> {
    Sqlite::open(path)
}

/// Where entries are kept: SQLite in a workspace, another engine elsewhere.
///
/// Every method that changes something returns only when the change is on the disk.
pub trait Register {
    /// Takes the next running number of an organ and year (gapless, given once) and enters that it was taken
    /// ([`Handelse::Nummer`]): `post.organ` and the year of `post.nar` in Sweden decide which series.
    ///
    /// # Errors
    /// When the register cannot be written.
    fn take_number(&mut self, post: &Post) -> Result<Lopnummer, Diagnostic>;

    /// Enters all of them or none, in order; answers with their indexes (from 0).
    ///
    /// # Errors
    /// When a post breaks the order of things (a number certified twice, say) or the register cannot be written.
    fn append(&mut self, posts: &[Post]) -> Result<Vec<u64>, Diagnostic>;

    /// The entries that `search` asks for, in order.
    ///
    /// # Errors
    /// When the register cannot be read.
    fn entries(&self, search: &Search) -> Result<Vec<Entry>, Diagnostic>;
}
