//! Minutes that have been signed, wherever in the workspace they lie, and those that the register knows of and that lie
//! nowhere: what has to be posted must not be forgotten because a file was moved.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::anslag::posted::Posted;
use crate::case::sammantrade::Sammantrade;
use crate::case::{Content, Workspace};
use crate::diag::{Diagnostic, words};
use crate::register::{Entry, Handelse, Register, Search, Sqlite};
use crate::sign::bestyrk::last_day;
use crate::sign::state::state;
use crate::terminal;

/// Folders below the workspace that are looked into.
const DEEPEST: usize = 4;

/// The signed minutes that were found, by file name without extension.
pub(super) struct Signed {
    files: BTreeMap<String, Vec<PathBuf>>,
}

/// File name of minutes without extension: of the meeting, or of a § adjusted at once.
pub(super) fn handling(meeting: &Sammantrade, which: Option<u32>) -> String {
    let kind = which.map_or_else(|| "protokoll".to_owned(), |nummer| format!("p{nummer}-omedelbar"));
    format!("{}-{}-{kind}", meeting.organ, meeting.datum)
}

/// What the register says of signatures on minutes.
pub(super) fn entered(register: &Sqlite) -> Result<Vec<Entry>, Diagnostic> {
    let search = Search { handelser: vec![Handelse::Undertecknad], ..Search::default() };
    let is_minutes = |entry: &Entry| {
        let handling = &entry.post.handling;
        handling.ends_with("-protokoll") || handling.ends_with("-omedelbar")
    };
    Ok(register.entries(&search)?.into_iter().filter(is_minutes).collect())
}

impl Signed {
    /// Looks in the whole workspace, and in `also`.
    pub(super) fn look(workspace: &Workspace, also: Option<&Path>) -> Self {
        let mut wanted = BTreeSet::new();
        for case in &workspace.cases {
            let Content::Sammantrade(meeting) = &case.value else { continue };
            let at_once = meeting.paragraf.iter().filter(|one| one.omedelbart_justerad).map(|one| Some(one.nummer));
            wanted.extend(at_once.chain([None]).map(|which| handling(meeting, which)));
        }
        let mut files = BTreeMap::new();
        for folder in std::iter::once(workspace.root.as_path()).chain(also) {
            collect(folder, &wanted, DEEPEST, &mut files);
        }
        Self { files }
    }

    /// The day of the last signature, once all have signed; of several copies the one that has come furthest.
    pub(super) fn day(&self, handling: &str) -> Option<Date> {
        let day = |path: &PathBuf| {
            let state = state(&fs::read(path).ok()?).ok()?;
            let minutes = state.fields.iter().filter(|field| field.name.starts_with("Justering."));
            let whole = minutes.clone().count() > 0 && minutes.clone().all(|field| field.signature.is_some());
            last_day(&state).filter(|_| whole)
        };
        self.files.get(handling)?.iter().filter_map(day).max()
    }

    /// Says which minutes have been signed by the register, are not announced, and lie nowhere in the workspace.
    pub(super) fn say_missing(&self, workspace: &Workspace, entered: &[Entry], posted: &[Posted]) {
        let mut by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for entry in entered {
            by.entry(&entry.post.handling).or_default().insert(&entry.post.vem);
        }
        for case in &workspace.cases {
            let Content::Sammantrade(meeting) = &case.value else { continue };
            let at_once = meeting.paragraf.iter().filter(|one| one.omedelbart_justerad).map(|one| Some(one.nummer));
            for which in at_once.chain([None]) {
                let handling = handling(meeting, which);
                let up = posted.iter().any(|one| {
                    one.organ == meeting.organ && one.sammantrade == meeting.datum.to_string() && one.omedelbar == which
                });
                if let Some(names) = by.get(handling.as_str()).filter(|_| !up && !self.files.contains_key(&handling)) {
                    terminal::say_findings(&[missing(&handling, names)]);
                }
            }
        }
    }
}

fn missing(handling: &str, names: &BTreeSet<&str>) -> Diagnostic {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let message = format!(
        "{handling}.pdf är enligt registret undertecknat av {}, men finns inte i arbetsmappen: det går inte att se om det ska anslås",
        words::listed(&names, "och")
    );
    Diagnostic::warning("protokoll-saknas", message)
        .hint("ange mappen där det undertecknade protokollet ligger: --ut MAPP")
}

/// Files of those names below a folder; nothing hidden, no other workspace, nothing of what a compiler makes.
fn collect(folder: &Path, wanted: &BTreeSet<String>, deep: usize, found: &mut BTreeMap<String, Vec<PathBuf>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') || name == "target" {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if deep > 0 && !path.join(crate::case::workspace::MYNDIGHET).is_file() {
                collect(&path, wanted, deep - 1, found);
            }
        } else if let Some(stem) = name.strip_suffix(".pdf").filter(|stem| wanted.contains(*stem)) {
            let paths: &mut Vec<PathBuf> = found.entry(stem.to_owned()).or_default();
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
}
