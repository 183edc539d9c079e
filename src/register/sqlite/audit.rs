//! Reads everything there is in the register for an audit, a chunk at a time.

use std::iter::Peekable;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rusqlite::Row as SqlRow;

use super::fault::Refused;
use super::{Diagnostic, Sqlite, schema};
use crate::register::audit::{Audit, Auditor, Derived, Row, examine};

/// Entries that are examined at once.
const CHUNK: usize = 8192;

const ENTRIES: &str =
    "SELECT post, innehall, identitet, handelse, organ, sammantrade, handling, ar, nummer FROM post ORDER BY post";
const NODES: &str = "SELECT post, hashar FROM nod ORDER BY post";

impl Sqlite {
    /// Goes through everything, checkpoints included; `against` are checkpoints from elsewhere, with their names.
    ///
    /// # Errors
    /// When the register cannot be read at all.
    pub fn audit(&self, against: &[(String, String)]) -> Result<Audit, Diagnostic> {
        let mut auditor = Auditor::new(self.log.keys());
        self.expected(&mut auditor, against)?;
        if schema::said(&self.connection, &self.path, schema::SLAG)?.as_deref() == Some(schema::kind(true)) {
            auditor.times_are_set();
        }
        let transaction = self.connection.unchecked_transaction().or_refused(&self.path)?;
        let mut entries = transaction.prepare(ENTRIES).or_refused(&self.path)?;
        let mut nodes = transaction.prepare(NODES).or_refused(&self.path)?;
        let files = self.files()?.into_iter().peekable();
        let mut merged = Merged {
            entries: entries.query_map([], entry).or_refused(&self.path)?.peekable(),
            nodes: nodes.query_map([], node).or_refused(&self.path)?.peekable(),
            files,
            stray: Vec::new(),
        };
        loop {
            let chunk = merged.by_ref().take(CHUNK).collect::<rusqlite::Result<Vec<Row>>>().or_refused(&self.path)?;
            if chunk.is_empty() {
                break;
            }
            let examined: Vec<_> = chunk.into_par_iter().map(examine).collect();
            for one in &examined {
                auditor.next(one);
            }
        }
        merged.stray.extend(merged.files.map(|(place, _)| place));
        merged.stray.dedup();
        Ok(auditor.finish(&merged.stray))
    }

    fn expected(&self, auditor: &mut Auditor, against: &[(String, String)]) -> Result<(), Diagnostic> {
        let mut statement = self
            .connection
            .prepare("SELECT storlek, text FROM kontrollpunkt ORDER BY storlek")
            .or_refused(&self.path)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
        for row in rows.or_refused(&self.path)? {
            let (size, note) = row.or_refused(&self.path)?;
            auditor.expect(&format!("registrets kontrollpunkt vid {size}"), &note);
        }
        for (name, note) in against {
            auditor.expect(name, note);
        }
        match self.log.watched() {
            Ok(Some(seen)) if seen.checkpoint.size > 0 => auditor.remember("registrets vakt", &seen.checkpoint),
            Ok(_) => {}
            Err(fault) => auditor.whole(fault.message),
        }
        Ok(())
    }

    /// Every file's hash with its entry, by entry.
    fn files(&self) -> Result<Vec<(u64, Vec<u8>)>, Diagnostic> {
        let mut statement = self.connection.prepare("SELECT post, sha256 FROM fil").or_refused(&self.path)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)));
        let rows: Vec<(i64, Vec<u8>)> = rows.and_then(Iterator::collect).or_refused(&self.path)?;
        let mut files: Vec<(u64, Vec<u8>)> =
            rows.into_iter().map(|(post, hash)| (u64::try_from(post).unwrap_or(u64::MAX), hash)).collect();
        files.sort_unstable();
        Ok(files)
    }
}

/// Entries, nodes and files side by side, by entry; an entry that only its nodes speak of is one that was removed.
struct Merged<E: Iterator, N: Iterator, F: Iterator> {
    entries: Peekable<E>,
    nodes: Peekable<N>,
    files: Peekable<F>,
    /// Entries that only files speak of.
    stray: Vec<u64>,
}

impl<E, N, F> Iterator for Merged<E, N, F>
where
    E: Iterator<Item = rusqlite::Result<Row>>,
    N: Iterator<Item = rusqlite::Result<(u64, Vec<u8>)>>,
    F: Iterator<Item = (u64, Vec<u8>)>,
{
    type Item = rusqlite::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.entries.peek().map(|row| row.as_ref().map_or(0, |row| row.post));
        let node = self.nodes.peek().map(|row| row.as_ref().map_or(0, |(place, _)| *place));
        let place = entry.into_iter().chain(node).min()?;
        let mut row = match self.entries.next_if(|_| entry == Some(place)) {
            Some(Ok(row)) => row,
            Some(Err(error)) => return Some(Err(error)),
            None => Row { post: place, borttagen: true, ..Row::default() },
        };
        match self.nodes.next_if(|_| node == Some(place)) {
            Some(Ok((_, hashes))) => row.noder = Some(hashes),
            Some(Err(error)) => return Some(Err(error)),
            None => {}
        }
        while let Some((stray, _)) = self.files.next_if(|(of, _)| *of < place) {
            self.stray.push(stray);
        }
        while let Some((_, hash)) = self.files.next_if(|(of, _)| *of == place) {
            row.filer.push(hash);
        }
        Some(Ok(row))
    }
}

fn node(row: &SqlRow<'_>) -> rusqlite::Result<(u64, Vec<u8>)> {
    Ok((place(row)?, row.get(1)?))
}

fn place(row: &SqlRow<'_>) -> rusqlite::Result<u64> {
    let place: i64 = row.get(0)?;
    u64::try_from(place).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, place))
}

fn entry(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let (ar, nummer): (Option<i64>, Option<i64>) = (row.get(7)?, row.get(8)?);
    Ok(Row {
        post: place(row)?,
        innehall: row.get(1)?,
        identitet: row.get(2)?,
        harlett: Derived {
            handelse: row.get(3)?,
            organ: row.get(4)?,
            sammantrade: row.get(5)?,
            handling: row.get(6)?,
            nummer: ar.zip(nummer),
        },
        ..Row::default()
    })
}
