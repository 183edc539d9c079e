//! Reads entries and nodes.

use std::cell::RefCell;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, OptionalExtension, params, params_from_iter};

use super::Sqlite;
use super::fault::Refused;
use super::write::number;
use crate::diag::Diagnostic;
use crate::evidence::merkle::Hash;
use crate::register::leaf::{self, Leaf};
use crate::register::tree::{Nodes, kept_at};
use crate::register::{Entry, Lopnummer, Search};

/// How many entries there are.
pub(super) fn size(connection: &Connection) -> rusqlite::Result<u64> {
    let last: Option<i64> = connection.prepare_cached("SELECT max(post) FROM post")?.query_row([], |row| row.get(0))?;
    Ok(last.and_then(|last| u64::try_from(last).ok()).map_or(0, |last| last + 1))
}

/// The last running number taken in a series; 0 when none is.
pub(super) fn last_number(connection: &Connection, organ: &str, ar: i16) -> rusqlite::Result<u32> {
    let sql = "SELECT max(nummer) FROM post WHERE organ = ?1 AND ar = ?2 AND nummer IS NOT NULL";
    let last: Option<u32> = connection.prepare_cached(sql)?.query_row(params![organ, ar], |row| row.get(0))?;
    Ok(last.unwrap_or(0))
}

/// The last number of each organ, of the last year in which it has any: a few steps in the index for each organ, however
/// many entries there are.
pub(super) fn series(connection: &Connection) -> rusqlite::Result<Vec<Lopnummer>> {
    let mut next = connection.prepare("SELECT min(organ) FROM post WHERE nummer IS NOT NULL AND organ > ?1")?;
    let mut last = connection.prepare(
        "SELECT ar, nummer FROM post WHERE organ = ?1 AND nummer IS NOT NULL ORDER BY ar DESC, nummer DESC LIMIT 1",
    )?;
    let (mut found, mut organ) = (Vec::new(), String::new());
    while let Some(one) = next.query_row([&organ], |row| row.get::<_, Option<String>>(0))? {
        let (ar, nummer) = last.query_row([&one], |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.push(Lopnummer { organ: one.clone(), ar, nummer });
        organ = one;
    }
    Ok(found)
}

/// The entries that are asked for.
pub(super) fn entries(connection: &Connection, path: &Path, search: &Search) -> Result<Vec<Entry>, Diagnostic> {
    let (wanted, values) = conditions(search);
    let sql = format!("SELECT post, innehall FROM post WHERE innehall IS NOT NULL{wanted} ORDER BY post");
    let mut statement = connection.prepare_cached(&sql).or_refused(path)?;
    let mut rows = statement.query(params_from_iter(values)).or_refused(path)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next().or_refused(path)? {
        let (index, text): (i64, String) = (row.get(0).or_refused(path)?, row.get(1).or_refused(path)?);
        let leaf = Leaf::read(&text).ok_or_else(|| unreadable(index))?;
        if search.fits(&leaf.innehall) {
            entries.push(Entry { index: u64::try_from(index).map_err(|_| unreadable(index))?, post: leaf.innehall });
        }
    }
    Ok(entries)
}

impl Sqlite {
    /// The canonical bytes of the entries that are asked for, unread: for a judge that believes no reading but its own.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn texts(&self, search: &Search) -> Result<Vec<(u64, String)>, Diagnostic> {
        let path = self.path();
        let (wanted, values) = conditions(search);
        let sql =
            format!("SELECT post, innehall, identitet FROM post WHERE innehall IS NOT NULL{wanted} ORDER BY post");
        let mut statement = self.connection.prepare(&sql).or_refused(path)?;
        let rows = statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let rows: Vec<(i64, String, Hash)> = rows.and_then(Iterator::collect).or_refused(path)?;
        let sound = |(at, text, identity): (i64, String, Hash)| {
            let index = u64::try_from(at).ok().filter(|_| leaf::identity(&text) == identity);
            Ok((index.ok_or_else(|| unreadable(at))?, text))
        };
        rows.into_iter().map(sound).collect()
    }

    /// One entry; `None` when there is none, or its words have been taken out.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn entry(&self, index: u64) -> Result<Option<Entry>, Diagnostic> {
        let sql = "SELECT innehall FROM post WHERE post = ?1 AND innehall IS NOT NULL";
        let place = number(index)?;
        let text: Option<String> =
            self.connection.query_row(sql, [place], |row| row.get(0)).optional().or_refused(self.path())?;
        text.map(|text| Ok(Entry { index, post: Leaf::read(&text).ok_or_else(|| unreadable(place))?.innehall }))
            .transpose()
    }

    /// Every entry that has not been taken out, in order.
    ///
    /// # Errors
    /// When the register cannot be read, and what `each` refuses.
    pub fn leaves(&self, mut each: impl FnMut(&Leaf) -> Result<(), Diagnostic>) -> Result<(), Diagnostic> {
        let path = self.path();
        let sql = "SELECT post, innehall FROM post WHERE innehall IS NOT NULL ORDER BY post";
        let mut statement = self.connection.prepare(sql).or_refused(path)?;
        let mut rows = statement.query([]).or_refused(path)?;
        while let Some(row) = rows.next().or_refused(path)? {
            let (index, text): (i64, String) = (row.get(0).or_refused(path)?, row.get(1).or_refused(path)?);
            each(&Leaf::read(&text).ok_or_else(|| unreadable(index))?)?;
        }
        Ok(())
    }
}

/// What the indexes can answer; the rest is for [`Search::fits`].
fn conditions(search: &Search) -> (String, Vec<Value>) {
    let (mut sql, mut values) = (String::new(), Vec::new());
    let mut also = |condition: &str, more: Vec<Value>| {
        sql.push_str(" AND ");
        sql.push_str(condition);
        values.extend(more);
    };
    if let Some(hash) = search.sha256.as_deref().and_then(leaf::unhex) {
        also("post IN (SELECT post FROM fil WHERE sha256 = ?)", vec![hash.into()]);
    }
    if let Some(number) = &search.lopnummer {
        let (ar, nummer) = (i64::from(number.ar), i64::from(number.nummer));
        also("organ = ? AND ar = ? AND nummer = ?", vec![number.organ.clone().into(), ar.into(), nummer.into()]);
    }
    if let Some(handling) = &search.handling {
        also("handling = ?", vec![handling.clone().into()]);
    }
    if let Some(organ) = &search.organ {
        also("organ = ?", vec![organ.clone().into()]);
    }
    if let Some(day) = &search.sammantrade {
        also("sammantrade = ?", vec![day.clone().into()]);
    }
    if !search.handelser.is_empty() {
        let marks = vec!["?"; search.handelser.len()].join(", ");
        let words = search.handelser.iter().map(|one| one.word().to_owned().into()).collect();
        also(&format!("handelse IN ({marks})"), words);
    }
    (sql, values)
}

fn unreadable(index: i64) -> Diagnostic {
    Diagnostic::error("post-olaslig", format!("post {index} i registret går inte att läsa"))
        .hint("kör utdrag register kontrollera")
}

/// Nodes that stand in the register.
pub(super) struct Stored<'c> {
    path: &'c Path,
    statement: RefCell<CachedStatement<'c>>,
}

impl<'c> Stored<'c> {
    /// Reads from `connection`.
    pub(super) fn new(connection: &'c Connection, path: &'c Path) -> Result<Self, Diagnostic> {
        let statement = connection.prepare_cached("SELECT hashar FROM nod WHERE post = ?1").or_refused(path)?;
        Ok(Self { path, statement: RefCell::new(statement) })
    }
}

impl Nodes for Stored<'_> {
    fn node(&self, level: u32, place: u64) -> Result<Hash, Diagnostic> {
        let (entry, at) = kept_at(level, place);
        let mut statement = self.statement.borrow_mut();
        let found = statement.query_row([number(entry)?], |row| {
            let hashes = row.get_ref(0)?.as_blob()?;
            Ok(hashes.get(at * 32..at * 32 + 32).and_then(|bytes| Hash::try_from(bytes).ok()))
        });
        found.optional().or_refused(self.path)?.flatten().ok_or_else(|| {
            Diagnostic::error("register-trad", format!("registrets träd saknar en hash vid post {entry}"))
                .hint("kör utdrag register kontrollera")
        })
    }
}
