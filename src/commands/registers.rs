//! The register of a workspace, as commands open it: its settings, its kind, and what ended runs left in it.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::Stop;
use crate::calendar::swedish;
use crate::case::{Workspace, workspace};
use crate::clock;
use crate::diag::{Diagnostic, Level, words};
use crate::register::{self, Entry, Register as _, Search, Settings, Settled, Sqlite};
use crate::terminal;
use crate::verify;

/// Where a workspace keeps key and watch.
fn settings(workspace: Option<&Workspace>) -> Settings {
    let Some(workspace) = workspace else { return Settings::default() };
    let place = &workspace.myndighet.value.register;
    let path = |path: &String| workspace.root.join(path);
    Settings { nyckel: place.nyckel.as_ref().map(path), vakt: place.vakt.as_ref().map(path) }
}

/// Refuses a register that was named and is not there: a slip in its path would begin an empty one, where nothing is
/// certified and nobody has got theirs.
pub(super) fn named(asked: Option<&Path>) -> Result<(), Stop> {
    let Some(path) = asked.filter(|path| !path.exists()) else { return Ok(()) };
    let path = words::path(path);
    Err(Diagnostic::error("register-saknas", format!("registret {path} finns inte"))
        .hint("kontrollera sökvägen efter --register")
        .hint(format!("ett nytt register görs med utdrag register ny --register {path}"))
        .into())
}

/// Opens a register to answer out of it who has got what: an older copy would answer that they have not.
pub(super) fn look(path: &Path, settings: &Settings) -> Result<Sqlite, Diagnostic> {
    let register = register::existing(path, settings)?;
    register.not_rewound()?;
    Ok(register)
}

/// Opens a register to show what is in it: also an older copy, which is said.
pub(super) fn read(path: &Path, settings: &Settings) -> Result<Sqlite, Diagnostic> {
    let register = register::existing(path, settings)?;
    if let Err(fault) = register.not_rewound() {
        terminal::say_findings(&[Diagnostic { level: Level::Varning, ..fault }]);
    }
    Ok(register)
}

/// Opens the register of a workspace to write in it, makes it where there is none, and brings to an end what ended runs left.
pub(super) fn open(workspace: &Workspace, asked: Option<&Path>, prov: bool) -> Result<Sqlite, Stop> {
    let path = asked.map_or_else(|| register::beside(&workspace.root), Path::to_owned);
    if clock::set().is_some() && !prov && !path.exists() {
        let message = "tiden är satt med UTDRAG_TID, vilket bara går på prov; inget register har gjorts";
        return Err(Diagnostic::error("tid-satt", message).hint("ta bort UTDRAG_TID ur miljön").into());
    }
    let mut register = register::open_with(&path, &settings_of(&path, Some(workspace)))?;
    register.mark(prov)?;
    settle(&mut register)?;
    Ok(register)
}

/// As [`open`], where there is one: none is made before everything else has been looked at.
pub(super) fn there(workspace: &Workspace, asked: Option<&Path>, prov: bool) -> Result<Option<Sqlite>, Stop> {
    let path = asked.map_or_else(|| register::beside(&workspace.root), Path::to_owned);
    register::not_lost(&path, &settings_of(&path, Some(workspace)))?;
    if path.exists() { open(workspace, asked, prov).map(Some) } else { Ok(None) }
}

/// Says that the register of a workspace is gone, to one who makes or signs something without needing it.
pub(super) fn lost(root: &Path) -> Option<Diagnostic> {
    let path = register::beside(root);
    // Asked for each run of `skapa`: most workspaces have no register, and no trace of one.
    let workspace = path.with_extension("vkey").exists().then(|| Workspace::open(root).0).flatten();
    let fault = register::not_lost(&path, &settings(Some(&workspace?))).err()?;
    Some(Diagnostic { level: Level::Varning, ..fault }.hint("det som görs nu förs inte in"))
}

/// The register of a workspace, where there is one and it holds what is in earnest, or trials, as asked.
pub(super) fn if_any(workspace: &Workspace, prov: bool) -> Result<Option<Sqlite>, Stop> {
    let path = register::beside(&workspace.root);
    let settings = settings_of(&path, Some(workspace));
    if !path.exists() {
        terminal::say_findings(&lost(&workspace.root).into_iter().collect::<Vec<_>>());
        return Ok(None);
    }
    let mut register = register::open_with(&path, &settings)?;
    match register.mark(prov) {
        Ok(()) => Ok(Some(register)),
        Err(fault) if matches!(fault.code, "register-prov" | "register-skarpt") => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

/// The entries about a file, as it is or, where none is, as it was before it was renewed.
pub(super) fn about(register: &Sqlite, bytes: &[u8]) -> Result<Vec<Entry>, Diagnostic> {
    for sha256 in verify::versions(bytes) {
        let found = register.entries(&Search { sha256: Some(sha256), ..Search::default() })?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Brings to an end what ended runs left, and says so.
pub(super) fn settle(register: &mut Sqlite) -> Result<(), Stop> {
    let said = register.settle()?.into_iter().map(|one| match one {
        Settled::Cancelled(number) => Diagnostic::warning(
            "nummer-makulerat",
            format!("{number} är makulerat: den körning som tog numret avbröts innan utdraget var färdigt"),
        ),
        Settled::Delivered(number, file) => Diagnostic::warning(
            "utdrag-efterlevererat",
            format!(
                "{number} var bestyrkt när en tidigare körning avbröts; utdraget är nu på plats i {}",
                words::path(&file)
            ),
        ),
        Settled::Lost(number, file) => Diagnostic::warning(
            "utdrag-borta",
            format!("{number} är bestyrkt, men {} finns inte kvar", words::path(&file)),
        )
        .hint(format!(
            "sök i säkerhetskopian, eller makulera: utdrag register makulera \"{number}\" --skäl .. --som .."
        )),
    });
    let said: Vec<_> = said.chain(published(register)?).chain(clock_back(register)?).collect();
    terminal::say_findings(&said);
    Ok(())
}

/// The clock of the computer is before what was entered last: the numbers of another year may be going on.
fn clock_back(register: &Sqlite) -> Result<Option<Diagnostic>, Diagnostic> {
    /// Clocks are set right by less than this.
    const CLOCKS: SignedDuration = SignedDuration::from_hours(1);
    let (now, shown) = (clock::now(), |moment| swedish(moment).strftime("%Y-%m-%d %H.%M").to_string());
    let latest = register.latest()?.filter(|latest| clock::set().is_none() && now + CLOCKS < *latest);
    Ok(latest.map(|latest| {
        let message = format!(
            "datorns klocka är {}, men registret har en post från {}: en av dem är fel",
            shown(now),
            shown(latest)
        );
        Diagnostic::warning("klockan-bakat", message)
            .hint("kontrollera datorns klocka: tiden förs in i registret, och året står i numret")
    }))
}

/// Puts the public key beside the register where it is not, and says so.
pub(super) fn published(register: &Sqlite) -> Result<Option<Diagnostic>, Diagnostic> {
    let made = register.publish()?;
    let message = format!(
        "{} fanns inte, eller var en annan, och är gjord på nytt",
        words::path(&register.path().with_extension("vkey"))
    );
    Ok(made.then(|| Diagnostic::warning("vkey-gjord", message).hint("jämför den med den som ni har publicerat")))
}

/// The workspace where the user stands, if it is one.
pub(super) fn workspace_here() -> Option<Workspace> {
    Workspace::open(&workspace::find(Path::new(".")).ok()?).0
}

/// The register that `--register` names, or the workspace's.
pub(super) fn path(asked: Option<&PathBuf>, here: Option<&Workspace>) -> Result<PathBuf, Stop> {
    match (asked, here) {
        (Some(path), _) => Ok(path.clone()),
        (None, Some(workspace)) => Ok(register::beside(&workspace.root)),
        (None, None) => {
            Err(Diagnostic::error("register-saknas", "här är ingen arbetsmapp, och inget register är angivet")
                .hint("gå till arbetsmappen, eller ange registret: --register FIL.db")
                .into())
        }
    }
}

/// Settings for a register: those of the workspace, where it is the workspace's own.
pub(super) fn settings_of(path: &Path, here: Option<&Workspace>) -> Settings {
    let own = here.filter(|workspace| same_file(&register::beside(&workspace.root), path));
    // Another workspace's register has the key and the watch that its own workspace says, whoever writes in it.
    let others = if own.is_none() { workspace_of(path) } else { None };
    let own = own.or(others.as_ref());
    // A register with its watch beside it (that of `demo`) says so itself.
    match own {
        None if path.with_extension("vakt").exists() => Settings::beside(path),
        _ => settings(own),
    }
}

/// The workspace whose register this is.
fn workspace_of(path: &Path) -> Option<Workspace> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_its = folder.join(workspace::MYNDIGHET).is_file() && same_file(&register::beside(folder), path);
    is_its.then(|| Workspace::open(folder).0).flatten()
}

/// The same place, whether or not a file is there yet.
fn same_file(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        path.canonicalize()
            .or_else(|_| Ok::<_, std::io::Error>(folder.canonicalize()?.join(path.file_name().unwrap_or_default())))
    };
    whole(one).ok().zip(whole(other).ok()).is_some_and(|(one, other)| one == other) || one == other
}
