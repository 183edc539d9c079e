//! Takes the words of old entries out, in one transaction with the entry that says so; nothing of them is left in the file.

use std::path::Path;

use rusqlite::{Connection, ToSql};

use super::fault::Refused;
use super::write::{Writer, number};
use super::{Diagnostic, Handelse, Sqlite};
use crate::diag::words;
use crate::register::gallring::{self, POSTER};
use crate::register::{Entry, Post, leaf};

impl Sqlite {
    /// Takes the words of these entries out, chosen when the register had `seen` entries; `post` says when, by whom and why.
    /// Answers with the entry that says so. What remains of them in the file goes with [`clean`](Self::clean).
    ///
    /// # Errors
    /// When there is nothing to take out, more has been entered since, or the register cannot be written.
    pub fn take_out(&mut self, (poster, seen): (&[Entry], u64), post: &Post) -> Result<u64, Diagnostic> {
        let poster: Vec<&Entry> = poster.iter().filter(|one| !gallring::stays(one.post.handelse)).collect();
        let places: Vec<u64> = poster.iter().map(|one| one.index).collect();
        if places.is_empty() {
            return Err(gallring::nothing());
        }
        self.honest_time()?;
        let mut uppgifter = post.uppgifter.clone();
        uppgifter.insert(POSTER.to_owned(), gallring::ranges(&places));
        let post = Post { handelse: Handelse::Gallrad, uppgifter, ..post.clone() };
        let path = self.path.clone();
        self.enter(|transaction| {
            let place = Writer::new(transaction, &path)?.enter(&post)?;
            // What came meanwhile may hang together with what was chosen.
            if place != seen {
                let message = format!("{} fick just nya poster", words::path(&path));
                return Err(Diagnostic::error("register-upptaget", message).hint("kör samma kommando igen"));
            }
            poster.iter().try_for_each(|entry| blank(transaction, &path, entry))?;
            Ok(place)
        })
    }

    /// Writes the file anew, since its pages keep remains of rows that once stood there, and empties its journal. False when
    /// others read the register meanwhile: the journal then keeps its remains until the next time.
    ///
    /// # Errors
    /// When the disk has no room for it, or another process writes. What was taken out is so nevertheless.
    pub fn clean(&mut self) -> Result<bool, Diagnostic> {
        self.connection.execute_batch("VACUUM").or_refused(&self.path)?;
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        Ok(busy.or_refused(&self.path)? == 0)
    }
}

/// Of an entry only what keeps its series whole is left, and its identity.
fn blank(connection: &Connection, path: &Path, entry: &Entry) -> Result<(), Diagnostic> {
    let place = number(entry.index)?;
    let execute = |sql: &str, row: &[&dyn ToSql]| {
        connection.prepare_cached(sql).and_then(|mut statement| statement.execute(row)).or_refused(path).map(drop)
    };
    execute("UPDATE post SET innehall = NULL, sammantrade = NULL, handling = '' WHERE post = ?1", &[&place])?;
    for hash in entry.post.filer.iter().filter_map(|file| leaf::unhex(&file.sha256)) {
        execute("DELETE FROM fil WHERE sha256 = ?1 AND post = ?2", &[&hash, &place])?;
    }
    Ok(())
}
