//! The log key is changed, in one transaction with the entry that says so and the checkpoint that both keys sign.

use std::path::Path;

use rusqlite::{Connection, params};

use super::fault::Refused;
use super::write::{Writer, number};
use super::{Diagnostic, Sqlite, head, schema};
use crate::diag::words;
use crate::register::note::Keyring;
use crate::register::{Post, rotation};

impl Sqlite {
    /// A new log key takes over; `post` says when, by whom and why. Answers with the checkpoint that both have signed: for
    /// those who trust the old one.
    ///
    /// # Errors
    /// When the old key is missing, the register does not continue what its watch has seen, or it cannot be written.
    pub fn change_key(&mut self, post: &Post) -> Result<String, Diagnostic> {
        self.honest_time()?;
        self.as_watched()?;
        let old = self.log.secret()?.clone();
        let (new, keys, path) = (self.log.next()?, self.log.keys().clone(), self.path.clone());
        let post = rotation::nyckelbyte(post, &keys.now, &new.public());
        let (now, origin) = (post.nar, self.log.origin().to_owned());
        let note = self.enter(|transaction| {
            let place = Writer::new(transaction, &path)?.enter(&post)?;
            let text = head::checkpoint(transaction, &path, &origin)?.text();
            let note = format!("{text}\n{}{}", old.line(&text, now), new.line(&text, now));
            let sql = "INSERT OR REPLACE INTO kontrollpunkt VALUES (?1, ?2, 0)";
            transaction.execute(sql, params![number(place + 1)?, note]).or_refused(&path)?;
            schema::succeed(transaction, &path, (&keys, &new.public()), place + 1)?;
            Ok(note)
        })?;
        let keys = schema::keyring(&self.connection, &path)?;
        self.log.succeed(&path, keys, new)?;
        Ok(note)
    }
}

/// Refuses to go on with a key that another process has changed since.
pub(super) fn unchanged(connection: &Connection, path: &Path, keys: &Keyring) -> Result<(), Diagnostic> {
    if schema::said(connection, path, "vkey")?.is_some_and(|text| text == keys.now.text()) {
        return Ok(());
    }
    let message = format!("registret {} fick just en ny nyckel", words::path(path));
    Err(Diagnostic::error("register-nyckel-bytt", message).hint("kör kommandot igen"))
}
