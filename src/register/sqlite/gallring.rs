//! Takes the words of old entries out, in one transaction with the entry that says so; nothing of them is left in the file.

use rusqlite::params;

use super::fault::Refused;
use super::write::{Writer, number};
use super::{Diagnostic, Handelse, Sqlite};
use crate::register::gallring::{self, POSTER};
use crate::register::{Entry, Post};

impl Sqlite {
    /// Takes the words of these entries out; `post` says when, by whom and why. Answers with the entry that says so, and
    /// whether the journal is empty of them too: while others read the register it is not, until the next time.
    ///
    /// # Errors
    /// When there is nothing to take out, or the register cannot be written.
    pub fn take_out(&mut self, poster: &[Entry], post: &Post) -> Result<(u64, bool), Diagnostic> {
        let places: Vec<u64> =
            poster.iter().filter(|one| !gallring::stays(one.post.handelse)).map(|one| one.index).collect();
        if places.is_empty() {
            return Err(gallring::nothing());
        }
        self.honest_time()?;
        let mut uppgifter = post.uppgifter.clone();
        uppgifter.insert(POSTER.to_owned(), gallring::ranges(&places));
        let post = Post { handelse: Handelse::Gallrad, uppgifter, ..post.clone() };
        let path = self.path.clone();
        let place = self.enter(|transaction| {
            let place = Writer::new(transaction, &path)?.enter(&post)?;
            for one in &places {
                let row = params![number(*one)?];
                let sql = "UPDATE post SET innehall = NULL, sammantrade = NULL, handling = '' WHERE post = ?1";
                transaction.prepare_cached(sql).and_then(|mut sql| sql.execute(row)).or_refused(&path)?;
                let sql = "DELETE FROM fil WHERE post = ?1";
                transaction.prepare_cached(sql).and_then(|mut sql| sql.execute(row)).or_refused(&path)?;
            }
            Ok(place)
        })?;
        // Pages keep remains of rows that once stood there: the file is written anew, and its journal emptied.
        self.connection.execute_batch("VACUUM").or_refused(&path)?;
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        Ok((place, busy.or_refused(&path)? == 0))
    }
}
