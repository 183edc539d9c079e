//! Enters posts, within one transaction: the canonical bytes, what is derived from them, and the nodes they complete.

use std::path::Path;

use rusqlite::{CachedStatement, Connection, params};

use super::fault::Refused;
use super::read::{self, Stored};
use crate::diag::Diagnostic;
use crate::register::leaf::{self, Leaf};
use crate::register::{Handelse, Post, order, tree};

/// Enters posts one after the other.
pub(super) struct Writer<'c> {
    path: &'c Path,
    next: u64,
    stored: Stored<'c>,
    earlier: CachedStatement<'c>,
    post: CachedStatement<'c>,
    fil: CachedStatement<'c>,
    nod: CachedStatement<'c>,
}

impl<'c> Writer<'c> {
    /// A writer at the end of the register.
    pub(super) fn new(connection: &'c Connection, path: &'c Path) -> Result<Self, Diagnostic> {
        let prepare = |sql: &str| connection.prepare_cached(sql).or_refused(path);
        Ok(Self {
            path,
            next: read::size(connection).or_refused(path)?,
            stored: Stored::new(connection, path)?,
            earlier: prepare("SELECT handelse FROM post WHERE organ = ?1 AND ar = ?2 AND nummer = ?3")?,
            post: prepare("INSERT INTO post VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?,
            fil: prepare("INSERT OR IGNORE INTO fil VALUES (?1, ?2)")?,
            nod: prepare("INSERT INTO nod VALUES (?1, ?2)")?,
        })
    }

    /// Enters one; answers with its index.
    pub(super) fn enter(&mut self, post: &Post) -> Result<u64, Diagnostic> {
        let index = self.next;
        let leaf = Leaf::new(index, post)?;
        order::follows(leaf.innehall.handelse, leaf.innehall.lopnummer.as_ref(), &self.earlier(&leaf.innehall)?)?;
        let text = leaf.text();
        let identity = leaf::identity(&text);
        let nodes = tree::completed(&self.stored, index, leaf::hash(&identity))?;
        let (row, said) = (number(index)?, &leaf.innehall);
        let lopnummer = said.lopnummer.as_ref();
        self.post
            .execute(params![
                row,
                text,
                identity,
                said.handelse.word(),
                said.organ,
                said.sammantrade,
                said.handling,
                lopnummer.map(|one| one.ar),
                lopnummer.map(|one| one.nummer),
            ])
            .or_refused(self.path)?;
        for file in &said.filer {
            let hash = leaf::unhex(&file.sha256).filter(|bytes| bytes.len() == 32).ok_or_else(|| {
                Diagnostic::error("hash-felaktig", format!("{} har ingen SHA-256 att föra in", file.namn))
            })?;
            self.fil.execute(params![hash, row]).or_refused(self.path)?;
        }
        self.nod.execute(params![row, nodes.concat()]).or_refused(self.path)?;
        self.next += 1;
        Ok(index)
    }

    fn earlier(&mut self, post: &Post) -> Result<Vec<Handelse>, Diagnostic> {
        let Some(number) = &post.lopnummer else { return Ok(Vec::new()) };
        let rows =
            self.earlier.query_map(params![number.organ, number.ar, number.nummer], |row| row.get::<_, String>(0));
        let words: Vec<String> = rows.and_then(Iterator::collect).or_refused(self.path)?;
        Ok(words.iter().filter_map(|word| Handelse::read(word)).collect())
    }
}

/// A place as SQLite counts.
pub(super) fn number(index: u64) -> Result<i64, Diagnostic> {
    i64::try_from(index).map_err(|_| Diagnostic::error("register-fullt", "registret har nått sitt högsta antal poster"))
}
