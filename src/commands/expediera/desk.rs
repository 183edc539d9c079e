//! Where dispatch is done: the workspace, its register, the folder that one run at a time may send from.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::{Stop, entered, registers};
use crate::args::Bok;
use crate::calendar::swedish;
use crate::case::Workspace;
use crate::case::workspace;
use crate::clock;
use crate::diag::{Diagnostic, Level, has_errors, words};
use crate::dispatch::Ledger;
use crate::durable::{self, Held};
use crate::register::{self, Memory, Post, Register};

/// Folder of what is dispatched, in the workspace.
const FOLDER: &str = "utskick";

/// The desk.
pub(super) struct Desk {
    pub(super) workspace: Workspace,
    /// Faults in the files of the workspace, by file: a case with faults sends nothing.
    faults: Vec<Diagnostic>,
    pub(super) register: Box<dyn Register>,
    pub(super) ledger: Ledger,
    /// Where files are put.
    pub(super) folder: PathBuf,
    /// Who enters, for the register: as said, else the account of the computer.
    pub(super) som: String,
    /// Who sends, for those who get it: only as said.
    pub(super) sender: Option<String>,
    pub(super) now: Timestamp,
    /// Day of `now` in Sweden.
    pub(super) today: Date,
    _held: Vec<Held>,
}

impl Desk {
    /// To send: nobody else sends from this workspace meanwhile. `prov`: what is sent is a trial, and so is the register.
    pub(super) fn hold(near: &Path, bok: &Bok, (ut, prov): (Option<&Path>, bool)) -> Result<Self, Stop> {
        let opened = opened(&root(near)?)?;
        let path = registers::path(bok.register.as_ref(), Some(&opened.0))?;
        registers::named(bok.register.as_deref())?;
        let settings = registers::settings_of(&path, Some(&opened.0));
        register::not_lost(&path, &settings)?;
        if !path.exists() {
            return Err(no_register(&path));
        }
        let (folder, mut held) = held(&opened.0.root, ut)?;
        let mut register = register::open_with(&path, &settings)?;
        register.mark(prov)?;
        held.push(register.hold()?);
        registers::settle(&mut register)?;
        Self::new(opened, Box::new(register), (folder, bok, held))
    }

    /// To enter what came back, in the register as it is.
    pub(super) fn answer(near: &Path, bok: &Bok) -> Result<Self, Stop> {
        let opened = opened(&root(near)?)?;
        let path = registers::path(bok.register.as_ref(), Some(&opened.0))?;
        let settings = registers::settings_of(&path, Some(&opened.0));
        register::not_lost(&path, &settings)?;
        if !path.exists() {
            let message = format!("registret {} finns inte, och inget kan ha expedierats", words::path(&path));
            return Err(Diagnostic::error("register-saknas", message).hint("ange rätt register med --register").into());
        }
        let (folder, mut held) = held(&opened.0.root, None)?;
        let register = register::open_with(&path, &settings)?;
        held.push(register.hold()?);
        Self::new(opened, Box::new(register), (folder, bok, held))
    }

    /// To look: nothing is written, and no register made.
    pub(super) fn look(near: &Path, bok: &Bok) -> Result<Self, Stop> {
        let opened = opened(&root(near)?)?;
        let path = registers::path(bok.register.as_ref(), Some(&opened.0))?;
        let settings = registers::settings_of(&path, Some(&opened.0));
        register::not_lost(&path, &settings)?;
        let register: Box<dyn Register> = if path.exists() {
            Box::new(registers::look(&path, &settings)?)
        } else {
            registers::named(bok.register.as_deref())?;
            Box::new(Memory::default())
        };
        let folder = opened.0.root.join(FOLDER);
        Self::new(opened, register, (folder, bok, Vec::new()))
    }

    fn new(
        (workspace, faults): (Workspace, Vec<Diagnostic>),
        register: Box<dyn Register>,
        (folder, bok, held): (PathBuf, &Bok, Vec<Held>),
    ) -> Result<Self, Stop> {
        let now = clock::now();
        let ledger = Ledger::read(register.as_ref())?;
        Ok(Self {
            workspace,
            faults,
            register,
            ledger,
            folder,
            som: sender(bok).unwrap_or_else(entered::user),
            sender: sender(bok),
            now,
            today: swedish(now).date(),
            _held: held,
        })
    }

    /// Faults in one file of the workspace.
    pub(super) fn faults_of(&self, file: &Path) -> Vec<Diagnostic> {
        let name = words::path(file);
        let of_file = |one: &&Diagnostic| one.place.as_ref().is_some_and(|place| place.source.name == name);
        self.faults.iter().filter(|one| one.level == Level::Fel).filter(of_file).cloned().collect()
    }

    /// Enters something as it happens, and knows it from then on.
    pub(super) fn enter(&mut self, post: &Post) -> Result<(), Stop> {
        self.register.append(&[Post { nar: clock::now(), ..post.clone() }])?;
        self.ledger = Ledger::read(self.register.as_ref())?;
        Ok(())
    }
}

/// Only the register can say that an extract was certified here, and who has got it already.
fn no_register(path: &Path) -> Stop {
    let message = format!("registret {} finns inte, så det går inte att se vad som är bestyrkt", words::path(path));
    Diagnostic::error("register-saknas", message)
        .hint("ange det register som utdrag bestyrk skrev i: --register FIL.db")
        .hint("är det borta, lägg tillbaka det ur säkerhetskopian")
        .into()
}

/// The folder of the files; it and the workspace's own are held by this run.
fn held(root: &Path, ut: Option<&Path>) -> Result<(PathBuf, Vec<Held>), Stop> {
    let own = root.join(FOLDER);
    durable::folder(&own)?;
    let mut held = vec![durable::hold(&own)?];
    let folder = ut.map_or_else(|| own.clone(), Path::to_owned);
    durable::folder(&folder)?;
    if !is_same(&folder, &own) {
        held.push(durable::hold(&folder)?);
    }
    Ok((folder, held))
}

/// The workspace around a file, else around where the user stands.
fn root(near: &Path) -> Result<PathBuf, Stop> {
    let folder = if near.is_dir() { near } else { near.parent().unwrap_or(Path::new(".")) };
    let found = if folder.exists() { workspace::find(folder) } else { workspace::find(Path::new(".")) };
    found.or_else(|_| workspace::find(Path::new("."))).map_err(Stop::from)
}

fn opened(root: &Path) -> Result<(Workspace, Vec<Diagnostic>), Stop> {
    let (workspace, findings) = Workspace::open(root);
    let name = words::path(&root.join(workspace::MYNDIGHET));
    let (about, others): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|one| one.place.as_ref().is_none_or(|place| place.source.name == name));
    match workspace {
        // A damaged value reads as if it were left out: a protected recipient would not be one.
        _ if has_errors(&about) => Err(Stop::because(about)),
        Some(workspace) => Ok((workspace, others)),
        None => Err(Stop::because(about)),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Who was said to send.
pub(super) fn sender(bok: &Bok) -> Option<String> {
    bok.som.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}
