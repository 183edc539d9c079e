//! What lies in a workspace and is passed over, though whoever put it there may think otherwise: cases that a text editor
//! saved as `.toml.txt`, and folders that are workspaces of their own.

use std::fs;
use std::path::{Path, PathBuf};

use super::selection;
use crate::case::workspace::MYNDIGHET;
use crate::diag::{Diagnostic, words};

/// A warning for each of them, in the workspaces that were asked for as a whole.
pub(super) fn found(asked: &[PathBuf], selection: &selection::Selection) -> Vec<Diagnostic> {
    let is_whole = asked.is_empty() || asked.iter().any(|path| path.is_dir());
    let roots = selection.keys().filter(|_| is_whole);
    roots.flat_map(|root| in_workspace(root)).collect()
}

fn in_workspace(root: &Path) -> Vec<Diagnostic> {
    let files = selection::files_in(root);
    let nested = files.iter().filter(|path| path.file_name().is_some_and(|name| name == MYNDIGHET));
    let nested: Vec<&Path> = nested.filter_map(|path| path.parent()).filter(|folder| *folder != root).collect();
    let inside = |path: &Path| nested.iter().any(|folder| path.starts_with(folder));
    let mut warnings: Vec<Diagnostic> = nested.iter().map(|folder| workspace_inside(folder)).collect();
    let renamed = files.iter().filter(|path| !inside(path) && is_case_by_another_name(path));
    warnings.extend(renamed.map(|path| another_name(path)));
    warnings
}

fn workspace_inside(folder: &Path) -> Diagnostic {
    let name = words::path(folder);
    let message =
        format!("mappen {name} är en egen arbetsmapp, med eget {MYNDIGHET}: det som ligger i den är inte med här");
    Diagnostic::warning("arbetsmapp-i-arbetsmapp", message)
        .hint("är den en säkerhetskopia: flytta den ut ur arbetsmappen")
        .hint(format!("ska den kontrolleras för sig: utdrag kontrollera {name}"))
}

/// `ks-2026-11-24.toml.txt`, and a `.txt` that begins as a case does.
fn is_case_by_another_name(path: &Path) -> bool {
    if !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("txt")) {
        return false;
    }
    let is_double = path.file_stem().is_some_and(|stem| stem.to_string_lossy().to_lowercase().ends_with(".toml"));
    let begins = || {
        let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default().to_owned();
        first.starts_with("format") && first.contains('=')
    };
    is_double || begins()
}

fn another_name(path: &Path) -> Diagnostic {
    let stem = path.file_stem().map(PathBuf::from).unwrap_or_default();
    let is_double = stem.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"));
    let meant = if is_double { stem } else { stem.with_extension("toml") };
    let message = format!("{} slutar på .txt och läses inte som ett fall", words::path(path));
    Diagnostic::warning("fall-heter-txt", message)
        .hint(format!("byt namn på filen till {}", meant.display()))
        .hint("i Anteckningar: välj filformatet Alla filer när du sparar, annars läggs .txt till")
}
