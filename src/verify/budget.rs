//! What a hostile file may cost: steps, objects, inflated bytes and public-key operations, counted, not timed,
//! so that the same bytes always get the same answer on a slow machine as on a fast one.

use std::cell::Cell;

/// Why a file, or a part of it, could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Against the syntax: what (Swedish, for the report), and the byte.
    Malformed(&'static str, usize),
    /// Asks for more work than any honest file does.
    Exhausted(&'static str),
    /// Has an `/Encrypt` dictionary.
    Encrypted,
}

impl Fault {
    /// One Swedish clause.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Fault::Malformed(what, at) => format!("{what} (byte {at})"),
            Fault::Exhausted(what) => format!("filen kräver orimligt mycket arbete: {what}"),
            Fault::Encrypted => "filen är krypterad".to_owned(),
        }
    }
}

/// Remaining allowance of one verification.
#[derive(Debug)]
pub(crate) struct Budget {
    steps: Cell<u64>,
    nodes: Cell<u64>,
    inflated: Cell<u64>,
    key_operations: Cell<u64>,
}

impl Budget {
    /// For a file of `length` bytes. An honest file is read about twice.
    pub(crate) fn new(length: usize) -> Self {
        Self {
            steps: Cell::new(60_000_000 + 8 * length as u64),
            nodes: Cell::new(2_000_000),
            inflated: Cell::new(128 << 20),
            key_operations: Cell::new(600),
        }
    }

    /// Bytes looked at.
    pub(crate) fn steps(&self, count: usize) -> Result<(), Fault> {
        take(&self.steps, count as u64, "för många läsningar")
    }

    /// Values kept in memory.
    pub(crate) fn nodes(&self, count: usize) -> Result<(), Fault> {
        take(&self.nodes, count as u64, "för många objekt")
    }

    /// Bytes out of a decompressor.
    pub(crate) fn inflated(&self, count: usize) -> Result<(), Fault> {
        take(&self.inflated, count as u64, "för mycket komprimerat innehåll")
    }

    /// What may still be inflated.
    pub(crate) fn inflatable(&self) -> usize {
        usize::try_from(self.inflated.get()).unwrap_or(usize::MAX)
    }

    /// One signature checked.
    pub(crate) fn key_operation(&self) -> Result<(), Fault> {
        take(&self.key_operations, 1, "för många underskrifter och certifikat")
    }
}

fn take(left: &Cell<u64>, count: u64, what: &'static str) -> Result<(), Fault> {
    let rest = left.get().checked_sub(count);
    left.set(rest.unwrap_or(0));
    rest.map(|_| ()).ok_or(Fault::Exhausted(what))
}
