//! How far the register has come, and whether it continues what its watch has seen.

use std::path::Path;

use rusqlite::Connection;

use super::fault::Refused;
use super::read::{self, Stored};
use super::{Diagnostic, Sqlite};
use crate::register::checkpoint::Checkpoint;
use crate::register::tree;

/// Size and root as they are.
pub(super) fn checkpoint(connection: &Connection, path: &Path, origin: &str) -> Result<Checkpoint, Diagnostic> {
    let size = read::size(connection).or_refused(path)?;
    at(connection, path, origin, size)
}

/// The root over the first `size` entries, which are there.
pub(super) fn at(connection: &Connection, path: &Path, origin: &str, size: u64) -> Result<Checkpoint, Diagnostic> {
    let root = tree::root(&Stored::new(connection, path)?, size)?;
    Ok(Checkpoint { origin: origin.to_owned(), size, root })
}

impl Sqlite {
    /// Size and root as they are now, unsigned.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn head(&self) -> Result<Checkpoint, Diagnostic> {
        checkpoint(&self.connection, &self.path, self.log.origin())
    }

    /// Refuses a register that does not continue what its watch has seen.
    pub(super) fn as_watched(&self) -> Result<(), Diagnostic> {
        let Some(seen) = self.log.watched()? else { return Ok(()) };
        let size = read::size(&self.connection).or_refused(&self.path)?;
        if size < seen.size || at(&self.connection, &self.path, &seen.origin, seen.size)? != seen {
            return Err(self.log.rewound(&self.path, seen.size, size));
        }
        Ok(())
    }

    /// The watch learns what a killed process, or a power cut, kept from it.
    pub(super) fn catch_up(&mut self) -> Result<(), Diagnostic> {
        let size = read::size(&self.connection).or_refused(&self.path)?;
        if self.log.watched()?.is_some_and(|seen| seen.size >= size) || size == 0 {
            return Ok(());
        }
        // A commit of our own, so that everything before it is on the disk: a number that is being taken may not be.
        let path = self.path.clone();
        self.change(|transaction| {
            let sql = "INSERT OR REPLACE INTO huvud VALUES ('vakt', ?1)";
            transaction.execute(sql, [size.to_string()]).or_refused(&path).map(drop)
        })
    }
}
