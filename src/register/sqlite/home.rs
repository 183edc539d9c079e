//! Where the register is. A copy that is written to gives out the numbers of the register it was copied from once more: it is
//! told from a register that was moved by what still lies where it was. Also the lock of those who act by what it says.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::fault::Refused;
use super::{Diagnostic, Sqlite, folder, schema};
use crate::diag::words;
use crate::durable::{self, Held};

/// Key in the head: where the register was when it was last opened to write in it.
const PLATS: &str = "plats";

impl Sqlite {
    /// Refuses a copy of a register that lies where it did; remembers where one is that was moved.
    pub(super) fn at_home(&mut self) -> Result<(), Diagnostic> {
        if let Some(before) = self.original()? {
            let message = format!(
                "{} är en kopia av {}, som finns kvar: samma nummer skulle delas ut två gånger",
                words::path(&self.path),
                words::path(&before)
            );
            return Err(Diagnostic::error("register-kopia", message)
                .hint("arbeta i originalet, eller ange det med --register")
                .hint("vill du öva: gör en egen mapp med utdrag ny, kopiera aldrig en som används")
                .hint("ska kopian gälla i stället: flytta undan originalet, eller kör utdrag register återuppta här"));
        }
        let path = self.path.clone();
        let here = place(&path);
        if here.is_none() || schema::said(&self.connection, &self.path, PLATS)? == here {
            return Ok(());
        }
        self.change(|transaction| settle_here(transaction, &path))
    }

    /// The register that this one is a copy of, where that still lies where it did; of trials nobody asks.
    pub(super) fn original(&self) -> Result<Option<PathBuf>, Diagnostic> {
        let (here, before) = (place(&self.path), schema::said(&self.connection, &self.path, PLATS)?);
        let trial = schema::said(&self.connection, &self.path, schema::SLAG)?.as_deref() == Some(schema::kind(true));
        if trial || here.is_none() || here == before {
            return Ok(None);
        }
        Ok(before.map(PathBuf::from).filter(|before| self.is_copy_of(before)))
    }

    /// True when another file there is the same log.
    fn is_copy_of(&self, other: &Path) -> bool {
        if !other.is_file() || is_same_file(other, &self.path) {
            return false;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let origin = Connection::open_with_flags(other, flags)
            .ok()
            .and_then(|connection| schema::keyring(&connection, other).ok())
            .map(|keys| keys.now.name);
        origin.as_deref() == Some(self.log.origin())
    }

    /// Holds the register for one who first reads what it says and then acts by it (dispatch, notices): two workspaces that
    /// share a register would each send, or post, the same.
    ///
    /// # Errors
    /// When another run holds it.
    pub fn hold(&self) -> Result<Held, Diagnostic> {
        let name = self.path.file_stem().unwrap_or_default();
        let place = folder(&self.path).join(".utdrag").join(name);
        durable::folder(&place)?;
        durable::hold(&place).map_err(|fault| match fault.code {
            "annan-korning" => {
                let message = format!("en annan körning av utdrag handlar just nu efter {}", words::path(&self.path));
                Diagnostic::error("annan-korning", message).hint("vänta tills den är klar och kör kommandot igen")
            }
            _ => fault,
        })
    }
}

/// The register is kept where it is now.
pub(super) fn settle_here(connection: &Connection, path: &Path) -> Result<(), Diagnostic> {
    let Some(here) = place(path) else { return Ok(()) };
    connection.execute("INSERT OR REPLACE INTO huvud VALUES (?1, ?2)", [PLATS, &here]).or_refused(path).map(drop)
}

fn place(path: &Path) -> Option<String> {
    path.canonicalize().ok().and_then(|path| path.to_str().map(str::to_owned))
}

/// One file under two names (a link, a folder that is mounted twice).
fn is_same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let id = |path: &Path| std::fs::metadata(path).ok().map(|facts| (facts.dev(), facts.ino()));
        id(one).is_some() && id(one) == id(other)
    }
    #[cfg(not(unix))]
    {
        one.canonicalize().ok().is_some_and(|one| other.canonicalize().is_ok_and(|other| one == other))
    }
}
