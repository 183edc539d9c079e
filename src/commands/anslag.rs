//! `anslag`: the notice of adjusted minutes, its days, and the certificate that it was up.

mod days;
pub(super) mod minutes;
pub(super) mod post;
mod signed;
mod take_down;
mod today;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{Exit, Stop, persons, registers};
use crate::anslag::{atom, posted};
use crate::args::Anslag;
use crate::calendar::swedish;
use crate::case::Workspace;
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::evidence::hex;
use crate::register::{self, Fil, Search, Sqlite};

pub(super) fn run(asked: &Anslag) -> Result<Exit, Stop> {
    match (&asked.fil, asked.datum, asked.nedtaget) {
        _ if asked.idag => today::run(asked),
        (Some(fil), _, Some(day)) => take_down::run(asked, fil, day),
        (Some(fil), Some(day), None) => post::run(asked, fil, day),
        (None, Some(day), _) => days::run(asked, day),
        (Some(_), None, None) => Err(Stop::from(
            Diagnostic::error("dag-saknas", "det är inte sagt vilken dag anslaget sätts upp")
                .hint("skriv --datum ÅÅÅÅ-MM-DD, eller --nedtaget ÅÅÅÅ-MM-DD när det tas ned"),
        )),
        (None, None, _) => Err(Stop::from(
            Diagnostic::error("inget-att-ansla", "det är inte sagt vad som ska anslås")
                .hint("ange det undertecknade protokollet och --datum, eller --idag för en översikt"),
        )),
    }
}

/// Who does it, which the notice and the register say.
fn who(asked: &Anslag) -> Result<String, Stop> {
    match &asked.som {
        Some(som) => persons::whole(som),
        None => Err(Stop::from(
            Diagnostic::error("vem-saknas", "det är inte sagt vem som gör det")
                .hint("skriv --som \"Förnamn Efternamn\""),
        )),
    }
}

/// There is no workspace around what was named.
fn no_workspace(around: &str) -> Stop {
    Diagnostic::error("myndighet-saknas", format!("ingen myndighet.toml finns {around}"))
        .hint("`utdrag ny MAPP` skapar en arbetsmapp med myndighet.toml och ett exempel på varje slags fall")
        .hint("finns den redan: gå till den mappen, eller ange en sökväg i den")
        .into()
}

/// The day in Sweden.
fn swedish_day() -> Date {
    swedish(clock::now()).date()
}

fn folder(asked: &Anslag, workspace: &Workspace) -> PathBuf {
    asked.ut.clone().unwrap_or_else(|| workspace.root.join("anslag"))
}

/// What the register says, where there is one; none is made by looking.
fn look(asked: &Anslag, workspace: &Workspace) -> Result<Option<Sqlite>, Stop> {
    let path = registers::path(asked.register.as_ref(), Some(workspace))?;
    let settings = registers::settings_of(&path, Some(workspace));
    register::not_lost(&path, &settings)?;
    if !path.exists() && asked.register.is_none() {
        return Ok(None);
    }
    Ok(Some(registers::look(&path, &settings)?))
}

/// A file about to be written, with its name and hash as the register keeps them.
struct Made {
    path: PathBuf,
    bytes: Vec<u8>,
    fil: Fil,
}

impl Made {
    fn new(folder: &Path, name: String, bytes: Vec<u8>) -> Self {
        let sha256 = hex(&Sha256::digest(&bytes));
        Self { path: folder.join(&name), fil: Fil { namn: name, sha256 }, bytes }
    }
}

/// Holds the board against other runs, wherever these write: two could post the same minutes at once.
fn hold(workspace: &Workspace, folder: &Path) -> Result<Vec<durable::Held>, Diagnostic> {
    let own = workspace.root.join("anslag");
    durable::folder(&own)?;
    let mut held = vec![durable::hold(&own)?];
    durable::folder(folder)?;
    if fs::canonicalize(&own).ok() != fs::canonicalize(folder).ok() {
        held.push(durable::hold(folder)?);
    }
    Ok(held)
}

/// Writes all of them, or takes back those that were written: a notice is whole or not there. What is posted by another
/// register, or was left by a run that was killed, is not written over.
fn write(folder: &Path, made: &[Made]) -> Result<(), Diagnostic> {
    let other = |one: &&Made| fs::read(&one.path).is_ok_and(|old| old != one.bytes);
    if let Some(one) = made.iter().find(other) {
        let message = format!("{} finns redan, men registret känner den inte", words::path(&one.path));
        return Err(Diagnostic::error("anslag-finns", message)
            .hint("är det ett annat registers anslag: ange det registret med --register, eller en annan mapp med --ut")
            .hint("blev filen kvar efter en avbruten körning: ta bort den"));
    }
    for (at, one) in made.iter().enumerate() {
        if let Err(fault) = durable::place(&one.path, &one.bytes) {
            take_back(made.get(..at).unwrap_or_default());
            return Err(fault);
        }
    }
    durable::settle(folder)
}

/// Removes what was just written. A file that stays is written over by the next run: only the register says what is posted.
fn take_back(made: &[Made]) {
    for one in made {
        let _ = fs::remove_file(&one.path);
    }
}

/// Writes the feed of what is posted by the register, anew.
pub(super) fn write_feed(folder: &Path, workspace: &Workspace, register: &Sqlite) -> Result<PathBuf, Diagnostic> {
    let mut up = posted::all(register, &Search::default())?;
    let emptied = up.iter().map(|one| one.nar).max().unwrap_or_else(clock::now);
    up.retain(posted::Posted::is_up);
    let path = folder.join("anslag.atom");
    durable::write(&path, atom::feed(&workspace.myndighet.value, &up, emptied).as_bytes())?;
    Ok(path)
}
