//! How far the register has come, and whether it continues what its watch has seen.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;

use super::fault::Refused;
use super::read::{self, Stored};
use super::{Diagnostic, Log, Sqlite};
use crate::calendar::swedish;
use crate::register::checkpoint::Checkpoint;
use crate::register::leaf::Leaf;
use crate::register::{Entry, Lopnummer, Post, Seen, tree};

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

/// As [`checkpoint`], with the last number of each organ's last year: what the watch is to remember.
pub(super) fn seen(
    connection: &Connection,
    path: &Path,
    origin: &str,
) -> Result<(Checkpoint, Vec<Lopnummer>), Diagnostic> {
    let nummer = read::series(connection).or_refused(path)?;
    Ok((checkpoint(connection, path, origin)?, nummer))
}

impl Sqlite {
    /// Size and root as they are now, unsigned.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn head(&self) -> Result<Checkpoint, Diagnostic> {
        checkpoint(&self.connection, &self.path, self.log.origin())
    }

    /// Refuses, to write in it, a register that is not known to be as new as it has been: one that does not continue what its
    /// watch has seen, or one that its watch has never seen.
    pub(super) fn as_watched(&self) -> Result<(), Diagnostic> {
        let size = read::size(&self.connection).or_refused(&self.path)?;
        let Some(seen) = self.log.watched()? else { return if size == 0 { Ok(()) } else { Err(self.unwatched(size)) } };
        self.continues(&seen, size)
    }

    /// Says that the register is older than what its watch has seen, to those who only read in it. Where there is no watch
    /// nothing is known.
    ///
    /// # Errors
    /// When it is older, or another, or cannot be read.
    pub fn not_rewound(&self) -> Result<(), Diagnostic> {
        let size = read::size(&self.connection).or_refused(&self.path)?;
        self.log.watched()?.map_or(Ok(()), |seen| self.continues(&seen, size))
    }

    pub(super) fn continues(&self, seen: &Seen, size: u64) -> Result<(), Diagnostic> {
        let then = &seen.checkpoint;
        if size < then.size || at(&self.connection, &self.path, &then.origin, then.size)? != *then {
            return Err(self.log.rewound(&self.path, seen, size));
        }
        Ok(())
    }

    /// The last number of each organ, of the last year in which it has any.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn series(&self) -> Result<Vec<Lopnummer>, Diagnostic> {
        read::series(&self.connection).or_refused(&self.path)
    }

    /// The latest moment that one of the last entries says.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn latest(&self) -> Result<Option<Timestamp>, Diagnostic> {
        const LAST: &str = "SELECT innehall FROM post WHERE innehall IS NOT NULL ORDER BY post DESC LIMIT 100";
        let mut statement = self.connection.prepare(LAST).or_refused(&self.path)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0));
        let rows: Vec<String> = rows.and_then(Iterator::collect).or_refused(&self.path)?;
        Ok(rows.iter().filter_map(|text| Some(Leaf::read(text)?.innehall.nar)).max())
    }

    pub(super) fn unwatched(&self, size: u64) -> Diagnostic {
        let last = self.entry(size.saturating_sub(1)).ok().flatten();
        let last = last.map_or_else(|| format!("post {}", size.saturating_sub(1)), |entry| told(&entry));
        Log::unwatched(&self.path, size, &last)
    }

    /// The watch learns what a killed process, or a power cut, kept from it, and where the register is now.
    pub(super) fn catch_up(&mut self) -> Result<(), Diagnostic> {
        let size = read::size(&self.connection).or_refused(&self.path)?;
        if self.log.watched()?.is_some_and(|seen| seen.checkpoint.size >= size && self.log.is_at(&self.path, &seen)) {
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

/// "post 29 (2026-11-26 11:00), bestyrkt, KS 2026:4".
fn told(entry: &Entry) -> String {
    let Post { nar, handelse, lopnummer, .. } = &entry.post;
    let number = lopnummer.as_ref().map(|number| format!(", {number}")).unwrap_or_default();
    let moment = swedish(*nar).strftime("%Y-%m-%d %H.%M");
    format!("post {} ({moment}), {}{number}", entry.index, handelse.label())
}
