//! The register: what was numbered, made, signed, certified, announced, dispatched, acknowledged, corrected, cancelled.
//! Entries are only added. Refuses a number used twice, and a log that does not continue the one it continues.

pub mod audit;
pub mod checkpoint;
mod entry;
pub mod export;
pub mod gallring;
pub mod leaf;
mod log;
mod memory;
pub mod note;
mod order;
mod place;
mod rotation;
mod seen;
mod sqlite;
mod standing;
pub mod tree;
pub mod witness;

use std::path::{Path, PathBuf};

pub use entry::{Delivery, Entry, Fil, Handelse, Lopnummer, Post, Search, Settled};
pub use log::Settings;
pub use memory::Memory;
pub use seen::Seen;
pub use sqlite::{Gap, Sqlite};
pub use standing::{Standing, certified};

use crate::diag::Diagnostic;
use checkpoint::Checkpoint;
use note::Keyring;

/// The register of a workspace.
#[must_use]
pub fn beside(workspace: &Path) -> PathBuf {
    workspace.join("register.db")
}

/// Opens the register at `path`, and makes it where there is none; key and watch where they usually are.
///
/// # Errors
/// When the file is no register, lies where none may, is older than it has been, or disk or folder is in the way.
pub fn open(path: &Path) -> Result<Sqlite, Diagnostic> {
    open_with(path, &Settings::default())
}

/// As [`open`], with key and watch where `settings` says.
///
/// # Errors
/// As [`open`].
pub fn open_with(path: &Path, settings: &Settings) -> Result<Sqlite, Diagnostic> {
    Sqlite::open(path, settings)
}

/// Opens a register that is there, to read it: also one that has been tampered with.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn existing(path: &Path, settings: &Settings) -> Result<Sqlite, Diagnostic> {
    Sqlite::existing(path, settings)
}

/// Refuses, where there is no register at `path`, to take it for one that never was: its public key lies there yet, or its
/// watch has seen it.
///
/// # Errors
/// When there has been one, with how far it had come where that is known; or the watch cannot be read.
pub fn not_lost(path: &Path, settings: &Settings) -> Result<(), Diagnostic> {
    log::not_lost(path, settings)
}

/// Opens what there is of a register that is to be taken into use again, and makes it where nothing is left; whether it is
/// as new as its watch is not asked.
///
/// # Errors
/// As [`open`], but for that.
pub fn reopen(path: &Path, settings: &Settings) -> Result<Sqlite, Diagnostic> {
    Sqlite::reopen(path, settings)
}

/// Where entries are kept: SQLite in a workspace, another engine elsewhere.
///
/// Every method that changes something returns only when the change is on the disk; but a number that was taken is there at
/// the latest when what bears it is entered ([`append`](Register::append), [`certify`](Register::certify)) or it is kept
/// ([`keep`](Register::keep)). Nobody is to be shown it before.
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

    /// As [`append`](Self::append), and remembers which file is now to be put in its place, until [`delivered`](Self::delivered).
    ///
    /// # Errors
    /// As [`append`](Self::append).
    fn certify(&mut self, posts: &[Post], delivery: &Delivery) -> Result<Vec<u64>, Diagnostic>;

    /// A number that this process has taken outlives it: the extract is sealed elsewhere, and comes back later to `mal`.
    ///
    /// # Errors
    /// When the register cannot be written.
    fn keep(&mut self, number: &Lopnummer, mal: &Path) -> Result<(), Diagnostic>;

    /// The numbers that are kept, each with the place of its extract.
    ///
    /// # Errors
    /// When the register cannot be read.
    fn kept(&self) -> Result<Vec<(Lopnummer, PathBuf)>, Diagnostic>;

    /// A kept number is this process's own from now on; false when it is not kept.
    ///
    /// # Errors
    /// When the register cannot be written.
    fn resume(&mut self, number: &Lopnummer) -> Result<bool, Diagnostic>;

    /// The file of a certified number is in its place.
    ///
    /// # Errors
    /// When the register cannot be written.
    fn delivered(&mut self, number: &Lopnummer) -> Result<(), Diagnostic>;

    /// Brings to an end what ended processes left: a number whose extract never came is cancelled, an extract that was
    /// entered is put in its place.
    ///
    /// # Errors
    /// When register or disk cannot be written.
    fn settle(&mut self) -> Result<Vec<Settled>, Diagnostic>;

    /// The entries that `search` asks for, in order.
    ///
    /// # Errors
    /// When the register cannot be read.
    fn entries(&self, search: &Search) -> Result<Vec<Entry>, Diagnostic>;
}

/// A register that can prove what it holds to those who do not have it.
pub trait Proving: Register {
    /// The keys that its checkpoints are checked with.
    fn public_keys(&self) -> &Keyring;

    /// A checkpoint of all entries so far, signed with the log key and kept (C2SP tlog-checkpoint).
    ///
    /// # Errors
    /// When the log key is missing, or the register does not continue what it has signed before.
    fn checkpoint(&mut self) -> Result<String, Diagnostic>;

    /// That entry `index` is in the register: a receipt to be checked without it (C2SP tlog-proof).
    ///
    /// # Errors
    /// When there is no such entry, or no checkpoint can be made.
    fn receipt(&mut self, index: u64) -> Result<String, Diagnostic>;

    /// The newest checkpoint, with the proof that it continues the one of `old` entries (the request of C2SP tlog-witness).
    ///
    /// # Errors
    /// When there is no checkpoint that is as new.
    fn growth(&self, old: u64) -> Result<String, Diagnostic>;

    /// Keeps a checkpoint of its own that others have cosigned, so that receipts carry their signatures.
    ///
    /// # Errors
    /// When the checkpoint is not of this register.
    fn take_in(&mut self, cosigned: &str) -> Result<Checkpoint, Diagnostic>;
}
