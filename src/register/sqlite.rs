//! The register in one SQLite file: WAL, synced at every commit, so that what was acknowledged is on the disk.
//! Refuses a file that is no register, and whatever breaks the order of things; an entry is never changed or removed.

mod audit;
mod fault;
mod gallring;
mod head;
mod home;
mod pending;
mod proof;
mod read;
mod resume;
mod rotation;
mod schema;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::checkpoint::Checkpoint;
use super::entry::swedish_year;
use super::log::{Log, Settings};
use super::{Delivery, Entry, Handelse, Lopnummer, Post, Register, Search, Settled, place};
use crate::diag::{Diagnostic, words};
use crate::durable::{self, Lease};
use fault::{Refused, refused};
pub use resume::Gap;
use write::Writer;

/// How long one process waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A register in a file.
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
    log: Log,
    /// Trials, or in earnest, as this process has said; the first entry writes it.
    kind: Option<&'static str>,
    /// Says that the numbers this process has taken are still on their way.
    lease: Option<Lease>,
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, form: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        form.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Sqlite {
    /// Opens a register to write in it, and makes it where there is none.
    ///
    /// # Errors
    /// When the file is no register, lies where none may, is older than it has been, or disk or folder is in the way.
    pub(super) fn open(path: &Path, settings: &Settings) -> Result<Self, Diagnostic> {
        super::not_lost(path, settings)?;
        let mut register = Self::reopen(path, settings)?;
        register.as_watched()?;
        register.catch_up()?;
        register.at_home()?;
        Ok(register)
    }

    /// As [`open`](Self::open), without asking whether it is the newest copy, or whether there has been one.
    pub(super) fn reopen(path: &Path, settings: &Settings) -> Result<Self, Diagnostic> {
        place::allowed(path)?;
        let missing = !path.exists();
        let mut register = Self::connect(path, settings, OpenFlags::SQLITE_OPEN_CREATE)?;
        if missing {
            durable::settle(folder(path))?;
        }
        register.log.finish_change(path)?;
        Ok(register)
    }

    /// Opens a register that is there, to read it: also one that has been tampered with.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub(super) fn existing(path: &Path, settings: &Settings) -> Result<Self, Diagnostic> {
        super::not_lost(path, settings)?;
        if !path.exists() {
            let message = format!("det finns inget register {}", words::path(path));
            return Err(Diagnostic::error("register-saknas", message)
                .hint("registret skapas när det första utdraget bestyrks, eller med utdrag register ny"));
        }
        Self::connect(path, settings, OpenFlags::empty())
    }

    fn connect(path: &Path, settings: &Settings, create: OpenFlags) -> Result<Self, Diagnostic> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
        let mut connection = Connection::open_with_flags(path, flags).or_refused(path)?;
        let keys = schema::prepare(&mut connection, path, || Log::make(path, settings))?;
        let log = Log::open(path, settings, keys)?;
        Ok(Self { connection, path: path.to_owned(), log, kind: None, lease: None })
    }

    /// Where the register is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the public key beside the register where it does not lie; true when it did not.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn publish(&self) -> Result<bool, Diagnostic> {
        self.log.publish(&self.path)
    }

    /// Where its secret key is.
    #[must_use]
    pub fn key_file(&self) -> &Path {
        self.log.places()[0]
    }

    /// Says that what is to be registered here is a trial (PROV), or in earnest. A register holds one kind; the first entry
    /// decides, and before that only this process knows.
    ///
    /// # Errors
    /// When the register holds the other kind.
    pub fn mark(&mut self, prov: bool) -> Result<(), Diagnostic> {
        let kind = schema::kind(prov);
        let found = schema::said(&self.connection, &self.path, schema::SLAG)?;
        if found.as_deref().or(self.kind).is_some_and(|found| found != kind) {
            return Err(self.other_kind(prov));
        }
        self.kind = Some(kind);
        Ok(())
    }

    fn other_kind(&self, prov: bool) -> Diagnostic {
        let name = words::path(&self.path);
        if prov {
            return Diagnostic::error(
                "register-skarpt",
                format!("{name} är inget provregister, och handlingen är märkt PROV"),
            )
            .hint("prova i en egen mapp (utdrag ny), eller ange ett annat register med --register");
        }
        let fault = Diagnostic::error(
            "register-prov",
            format!("{name} är ett provregister: det började med en handling märkt PROV"),
        );
        let [key, watch] = self.log.places().map(words::path);
        fault
            .hint(format!("flytta undan provregistret ({name} och filerna bredvid som heter likadant), dess nyckel {key} och dess vakt {watch}"))
            .hint("nästa bestyrkande börjar ett nytt register, med ny nyckel och ny vakt")
    }

    /// Whether a commit waits for the disk.
    fn synced(&self, each: bool) -> Result<(), Diagnostic> {
        let level = if each { "FULL" } else { "NORMAL" };
        self.connection.pragma_update(None, "synchronous", level).or_refused(&self.path)
    }

    /// A set time (`UTDRAG_TID`) is for trials: refused where the register holds, or may come to hold, what is in earnest.
    fn honest_time(&self) -> Result<(), Diagnostic> {
        schema::honest_time(&self.connection, &self.path, self.kind)
    }

    /// As [`change`](Self::change), for entries: the first one decides what the register holds.
    fn enter<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
        let (path, kind) = (self.path.clone(), self.kind);
        self.change(|transaction| {
            schema::decide(transaction, &path, kind)?;
            work(transaction)
        })
    }

    /// Does `work` while no other process writes; all of it is on the disk when this returns, or nothing is done.
    fn change<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
        let (done, seen) = self.commit(work)?;
        self.log.watch(&self.path, seen)?;
        Ok(done)
    }

    /// As [`change`](Self::change), without telling the watch: answers with what it is to remember.
    fn commit<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Diagnostic>,
    ) -> Result<(T, Told), Diagnostic> {
        let (path, log) = (&self.path, &self.log);
        let transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate).or_refused(path)?;
        // Read while nobody else writes: the watch never knows more than the register, unless that has been put back.
        let before = read::size(&transaction).or_refused(path)?;
        match log.watched()? {
            Some(seen) if seen.checkpoint.size > before => return Err(log.rewound(path, &seen, before)),
            None if before > 0 => return Err(Log::unwatched(path, before, &format!("post {}", before - 1))),
            Some(_) | None => {}
        }
        rotation::unchanged(&transaction, path, log.keys())?;
        let done = work(&transaction)?;
        let head = head::seen(&transaction, path, log.origin())?;
        transaction.commit().map_err(|error| refused(path, &error))?;
        Ok((done, head))
    }
}

/// What the watch is to remember: how far the register has come, and the last number of each series.
type Told = (Checkpoint, Vec<Lopnummer>);

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Register for Sqlite {
    fn take_number(&mut self, post: &Post) -> Result<Lopnummer, Diagnostic> {
        self.honest_time()?;
        let path = self.path.clone();
        let lease = self.lease()?;
        // Nobody sees the number before what bears it is entered or kept, and that commit brings this one to the disk too.
        // The watch is told then: after a power cut it must not know of more than there is.
        self.synced(false)?;
        let kind = self.kind;
        let taken = self.commit(|transaction| {
            schema::decide(transaction, &path, kind)?;
            let (organ, ar) = (post.organ.clone(), swedish_year(post.nar));
            let nummer = read::last_number(transaction, &organ, ar).or_refused(&path)? + 1;
            let lopnummer = Lopnummer { organ, ar, nummer };
            let taken = Post { handelse: Handelse::Nummer, lopnummer: Some(lopnummer.clone()), ..post.clone() };
            Writer::new(transaction, &path)?.enter(&taken)?;
            pending::begun(transaction, &path, &lopnummer, &lease)?;
            Ok(lopnummer)
        });
        self.synced(true)?;
        taken.map(|(number, _)| number)
    }

    fn append(&mut self, posts: &[Post]) -> Result<Vec<u64>, Diagnostic> {
        self.honest_time()?;
        let path = self.path.clone();
        self.enter(|transaction| {
            let mut writer = Writer::new(transaction, &path)?;
            let indexes = posts.iter().map(|post| writer.enter(post)).collect::<Result<_, _>>()?;
            for number in posts.iter().filter(|post| ends(post)).filter_map(|post| post.lopnummer.as_ref()) {
                pending::ended(transaction, &path, number)?;
            }
            Ok(indexes)
        })
    }

    fn certify(&mut self, posts: &[Post], delivery: &Delivery) -> Result<Vec<u64>, Diagnostic> {
        self.honest_time()?;
        let path = self.path.clone();
        self.enter(|transaction| {
            let mut writer = Writer::new(transaction, &path)?;
            let indexes = posts.iter().map(|post| writer.enter(post)).collect::<Result<_, _>>()?;
            pending::waits(transaction, &path, delivery)?;
            Ok(indexes)
        })
    }

    fn keep(&mut self, number: &Lopnummer, mal: &Path) -> Result<(), Diagnostic> {
        self.honest_time()?;
        let path = self.path.clone();
        self.change(|transaction| pending::keep(transaction, &path, number, mal))
    }

    fn kept(&self) -> Result<Vec<(Lopnummer, PathBuf)>, Diagnostic> {
        pending::kept(&self.connection, &self.path)
    }

    fn resume(&mut self, number: &Lopnummer) -> Result<bool, Diagnostic> {
        self.honest_time()?;
        let path = self.path.clone();
        let lease = self.lease()?;
        self.change(|transaction| pending::resumed(transaction, &path, number, &lease))
    }

    fn delivered(&mut self, number: &Lopnummer) -> Result<(), Diagnostic> {
        self.honest_time()?;
        let path = self.path.clone();
        self.change(|transaction| pending::ended(transaction, &path, number))
    }

    fn settle(&mut self) -> Result<Vec<Settled>, Diagnostic> {
        pending::settle(self)
    }

    fn entries(&self, search: &Search) -> Result<Vec<Entry>, Diagnostic> {
        read::entries(&self.connection, &self.path, search)
    }
}

/// What brings a number's way to its end.
fn ends(post: &Post) -> bool {
    matches!(post.handelse, Handelse::Bestyrkt | Handelse::Makulerad)
}

#[cfg(test)]
mod tests;
