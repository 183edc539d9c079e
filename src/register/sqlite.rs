//! The register in one SQLite file: WAL, synced at every commit, so that what was acknowledged is on the disk.
//! Refuses a file that is no register, and whatever breaks the order of things; an entry is never changed or removed.

mod fault;
mod read;
mod schema;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::entry::swedish_year;
use super::{Entry, Handelse, Lopnummer, Post, Register, Search};
use crate::diag::Diagnostic;
use crate::durable;
use fault::{Refused, refused};
use write::Writer;

/// How long one process waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A register in a file.
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, form: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        form.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Sqlite {
    /// Opens a register, and makes it where there is none.
    ///
    /// # Errors
    /// When the file is no register, or disk or folder is in the way.
    pub(super) fn open(path: &Path) -> Result<Self, Diagnostic> {
        let missing = !path.exists();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).or_refused(path)?;
        schema::prepare(&mut connection, path)?;
        if missing {
            durable::settle(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        }
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Where the register is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Does `work` while no other process writes; all of it is on the disk when this returns, or nothing is done.
    fn change<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
        let transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(|error| refused(&self.path, &error))?;
        let done = work(&transaction)?;
        transaction.commit().map_err(|error| refused(&self.path, &error))?;
        Ok(done)
    }
}

impl Register for Sqlite {
    fn take_number(&mut self, post: &Post) -> Result<Lopnummer, Diagnostic> {
        let path = self.path.clone();
        self.change(|transaction| {
            let (organ, ar) = (post.organ.clone(), swedish_year(post.nar));
            let nummer = read::last_number(transaction, &organ, ar).or_refused(&path)? + 1;
            let lopnummer = Lopnummer { organ, ar, nummer };
            let taken = Post { handelse: Handelse::Nummer, lopnummer: Some(lopnummer.clone()), ..post.clone() };
            Writer::new(transaction, &path)?.enter(&taken)?;
            Ok(lopnummer)
        })
    }

    fn append(&mut self, posts: &[Post]) -> Result<Vec<u64>, Diagnostic> {
        let path = self.path.clone();
        self.change(|transaction| {
            let mut writer = Writer::new(transaction, &path)?;
            posts.iter().map(|post| writer.enter(post)).collect()
        })
    }

    fn entries(&self, search: &Search) -> Result<Vec<Entry>, Diagnostic> {
        read::entries(&self.connection, &self.path, search)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{self, Fil, tree};

    fn post(handelse: Handelse, lopnummer: Option<Lopnummer>) -> Post {
        Post {
            handelse,
            nar: "2026-03-02T10:00:00Z".parse().unwrap(),
            vem: "Ylva Sandmark".to_owned(),
            organ: "rs".to_owned(),
            sammantrade: Some("2026-02-25".to_owned()),
            paragrafer: vec![17],
            lopnummer,
            handling: "rs-2026-02-25-p17-utdrag".to_owned(),
            filer: vec![Fil { namn: "rs-2026-02-25-p17-utdrag.pdf".to_owned(), sha256: "ab".repeat(32) }],
            uppgifter: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn numbers_are_taken_in_order_and_certified_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = register::open(&folder.path().join("register.db")).unwrap();
        let first = register.take_number(&post(Handelse::Nummer, None)).unwrap();
        let second = register.take_number(&post(Handelse::Nummer, None)).unwrap();
        assert_eq!((first.to_string(), second.to_string()), ("RS 2026:1".to_owned(), "RS 2026:2".to_owned()));
        let certified = post(Handelse::Bestyrkt, Some(first.clone()));
        assert_eq!(register.append(std::slice::from_ref(&certified)).unwrap(), [2]);
        assert_eq!(register.append(&[certified]).unwrap_err().code, "nummer-bestyrkt");
        let cancelled = post(Handelse::Makulerad, Some(second.clone()));
        let both = [cancelled, post(Handelse::Bestyrkt, Some(second))];
        assert_eq!(register.append(&both).unwrap_err().code, "nummer-makulerat");
        let found = register.entries(&Search { sha256: Some("ab".repeat(32)), ..Search::default() }).unwrap();
        assert_eq!(found.len(), 3, "nothing of a refused append is left");
        drop(register);
        let again = register::open(&folder.path().join("register.db")).unwrap();
        let one = again.entries(&Search { lopnummer: Some(first), ..Search::default() }).unwrap();
        assert_eq!(one.iter().map(|entry| entry.post.handelse.word()).collect::<Vec<_>>(), ["nummer", "bestyrkt"]);
    }

    #[test]
    fn roots_and_paths_from_kept_nodes_are_those_of_the_whole_tree() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = register::open(&folder.path().join("register.db")).unwrap();
        register.append(&vec![post(Handelse::Skapad, None); 70]).unwrap();
        let stored = read::Stored::new(&register.connection, &register.path).unwrap();
        let nodes: &dyn tree::Nodes = &stored;
        let leaves: Vec<_> = (0..70).map(|index| nodes.node(0, index).unwrap()).collect();
        for size in 1..=70_u64 {
            let part = &leaves[..usize::try_from(size).unwrap()];
            assert_eq!(tree::root(nodes, size).unwrap(), crate::evidence::merkle::root(part));
            for index in 0..size {
                let place = usize::try_from(index).unwrap();
                assert_eq!(Some(tree::path(nodes, index, size).unwrap()), crate::evidence::merkle::path(part, place));
            }
        }
    }
}
