//! Which cases a command is about: files as given, folders as all cases in them, nothing as the workspace around us.
//! A path that does not exist is never passed over in silence.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Stop;
use crate::case::workspace::{self, MYNDIGHET, SETTINGS};
use crate::diag::{Diagnostic, words};

/// Names are guessed when they are at least this alike (Jaro–Winkler).
const ALIKE: f64 = 0.75;

/// Case files by workspace, in path order.
pub(super) type Selection = BTreeMap<PathBuf, Vec<PathBuf>>;

/// The case files that `paths` mean. A workspace named by its folder or its `myndighet.toml` may have none.
pub(super) fn select(paths: &[PathBuf]) -> Result<Selection, Stop> {
    let mut selection = Selection::new();
    if paths.is_empty() {
        let here = whole(Path::new(".")).unwrap_or_else(|| PathBuf::from("."));
        let root = workspace::find(&here)?;
        add_folder(&mut selection, &root)?;
    }
    refuse_unquoted(paths)?;
    for path in paths {
        let whole = whole(path).ok_or_else(|| missing(path))?;
        if whole.is_dir() {
            add_folder(&mut selection, &whole)?;
        } else {
            add_file(&mut selection, whole)?;
        }
    }
    for files in selection.values_mut() {
        files.sort();
        files.dedup();
    }
    Ok(selection)
}

/// The path from the root, links followed; `None` where nothing is.
fn whole(path: &Path) -> Option<PathBuf> {
    let whole = fs::canonicalize(path).ok()?;
    // Windows answers with `\\?\C:\…`, which nobody would type and `current_dir` never says.
    let plain = whole.to_str().and_then(|text| text.strip_prefix(r"\\?\")).map(PathBuf::from);
    Some(plain.unwrap_or(whole))
}

/// A folder in a workspace means its cases, not those of a workspace inside it; a folder above workspaces means theirs.
fn add_folder(selection: &mut Selection, folder: &Path) -> Result<(), Stop> {
    let mut cases = cases_in(folder);
    match workspace::find(folder) {
        Ok(root) => {
            let is_own = |case: &PathBuf| !has_workspace_between(&root, case);
            cases.retain(is_own);
            selection.entry(root).or_default();
        }
        Err(fault) if cases.is_empty() => return Err(fault.into()),
        Err(_) => {}
    }
    cases.into_iter().try_for_each(|case| add_file(selection, case))
}

/// True for a case of a workspace that lies inside `root`.
fn has_workspace_between(root: &Path, case: &Path) -> bool {
    let above = case.ancestors().skip(1).take_while(|folder| *folder != root && !folder.as_os_str().is_empty());
    above.filter(|folder| folder.starts_with(root)).any(|folder| folder.join(MYNDIGHET).is_file())
}

fn add_file(selection: &mut Selection, file: PathBuf) -> Result<(), Stop> {
    let root = workspace::find(file.parent().unwrap_or(Path::new("/")))?;
    let files = selection.entry(root).or_default();
    if file.file_name().is_none_or(|name| name != MYNDIGHET) {
        files.push(file);
    }
    Ok(())
}

/// Every case file under a folder.
pub(super) fn cases_in(folder: &Path) -> Vec<PathBuf> {
    let toml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    let mut files = files_in(folder);
    let other = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name == MYNDIGHET || SETTINGS.iter().any(|one| name == *one))
    };
    files.retain(|path| toml(path) && !other(path));
    files
}

/// Every file under a folder, but for hidden ones and what lies in `out` and `target` of a workspace.
pub(super) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let is_root = folder.join(MYNDIGHET).exists();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !(is_root && (name == "out" || name == "target")) => {
                    folders.push(entry.path());
                }
                Ok(kind) if !kind.is_dir() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

/// Words of a file name that the shell took apart at its spaces: nothing is there by the words, but something by them all.
pub(super) fn refuse_unquoted(paths: &[PathBuf]) -> Result<(), Stop> {
    let missing = |path: &PathBuf| !path.exists();
    for first in 0..paths.len() {
        for end in (first + 2..=paths.len()).rev() {
            let run = paths.get(first..end).unwrap_or_default();
            let name = run.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join(" ");
            if run.iter().all(missing) && Path::new(&name).exists() {
                let message = format!("\"{name}\" lästes som {} namn", run.len());
                let fault = Diagnostic::error("namn-utan-citattecken", message);
                return Err(Stop::from(fault.hint(format!("sätt citattecken runt namn med mellanslag: \"{name}\""))));
            }
        }
    }
    Ok(())
}

fn missing(path: &Path) -> Diagnostic {
    let fault = Diagnostic::error("sokvag-saknas", format!("\"{}\" finns inte", words::path(path)));
    match alike(path) {
        Some(near) => fault.hint(format!("menade du \"{}\"?", words::path(&near))),
        None => fault.hint("kontrollera stavningen och att du står i rätt mapp"),
    }
}

/// What may have been meant: a neighbour in the same folder, or a case elsewhere in the workspace.
pub(super) fn alike(path: &Path) -> Option<PathBuf> {
    let wanted = path.file_name()?.to_string_lossy().to_lowercase();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let neighbours = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let around = std::env::current_dir().ok().and_then(|here| workspace::find(&here).ok());
    let elsewhere = around.map(|root| cases_in(&root)).unwrap_or_default();
    let closeness = |candidate: &PathBuf| {
        let name = candidate.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let stem = name.trim_end_matches(".toml");
        strsim::jaro_winkler(&name, &wanted).max(strsim::jaro_winkler(stem, &wanted))
    };
    let seen = neighbours.chain(elsewhere).filter(|path| !words::path(path).starts_with('.'));
    let best = seen.map(|path| (closeness(&path), path)).max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 >= ALIKE).then_some(best.1)
}
