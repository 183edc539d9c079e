//! The folder that holds `myndighet.toml`, and every case in it. A file that cannot be read never hides the others.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::{Case, Workspace, parse, parse_myndighet, source};
use crate::diag::{Diagnostic, Label, Source};

/// The file that makes a folder a workspace.
pub const MYNDIGHET: &str = "myndighet.toml";

/// Files with settings of editors, which are no cases.
pub const SETTINGS: [&str; 3] = ["tombi.toml", "taplo.toml", "typos.toml"];

/// The nearest folder, from `from` upwards, with a `myndighet.toml` in it.
///
/// # Errors
/// When there is none, or `from` does not exist.
pub fn find(from: &Path) -> Result<PathBuf, Diagnostic> {
    let start = if from.as_os_str().is_empty() { Path::new(".") } else { from };
    if !start.exists() {
        source::bytes(start)?;
    }
    let absolute = std::path::absolute(start).unwrap_or_else(|_| start.to_owned());
    let found = absolute.ancestors().find(|folder| folder.join(MYNDIGHET).is_file());
    match found {
        Some(folder) if start.is_dir() && folder == absolute => Ok(start.to_owned()),
        Some(folder) => Ok(shortest(folder, start, &absolute)),
        None => Err(missing(start)),
    }
}

/// The folder as the user would write it: relative where `start` was.
fn shortest(folder: &Path, start: &Path, absolute: &Path) -> PathBuf {
    let up = absolute.strip_prefix(folder).map_or(0, |rest| rest.components().count());
    let above = start.ancestors().nth(up).filter(|above| start.is_relative() && !above.as_os_str().is_empty());
    let plain =
        !start.components().any(|part| matches!(part, std::path::Component::ParentDir | std::path::Component::CurDir));
    match above {
        Some(above) if plain => above.to_owned(),
        None if plain && start.is_relative() && start.components().count() == up => PathBuf::from("."),
        _ => folder.to_owned(),
    }
}

fn missing(from: &Path) -> Diagnostic {
    let source = Arc::new(Source { name: from.display().to_string(), text: String::new() });
    Diagnostic::error("myndighet-saknas", "ingen myndighet.toml finns i mappen eller i någon mapp ovanför")
        .at(Label { source, span: 0..0, text: String::new() })
        .hint("`utdrag ny MAPP` skapar en arbetsmapp med myndighet.toml och ett exempel på varje slags fall")
        .hint("finns den redan: gå till den mappen, eller ange en sökväg i den")
}

impl Workspace {
    /// Reads `myndighet.toml` and every case under `root`: all findings of all files, each at its own place. `None`
    /// only where there is no `myndighet.toml` that can be read.
    #[must_use]
    pub fn open(root: &Path) -> (Option<Workspace>, Vec<Diagnostic>) {
        let path = if root == Path::new(".") { PathBuf::from(MYNDIGHET) } else { root.join(MYNDIGHET) };
        if !path.exists() {
            return (None, vec![missing(root)]);
        }
        let (myndighet, mut diagnostics) = read(&path, parse_myndighet);
        let mut files = Vec::new();
        collect(root, root, &mut files, &mut diagnostics);
        files.sort();
        let parsed: Vec<_> = files.into_par_iter().map(|path| read(&path, parse)).collect();
        let mut cases: Vec<Arc<Case>> = Vec::with_capacity(parsed.len());
        for (case, found) in parsed {
            cases.extend(case.map(Arc::new));
            diagnostics.extend(found);
        }
        let workspace =
            myndighet.map(|myndighet| Workspace { root: root.to_owned(), myndighet, cases, index: Arc::default() });
        (workspace, diagnostics)
    }
}

fn read<T>(
    path: &Path,
    parse: impl Fn(&Path, Arc<Source>) -> (Option<T>, Vec<Diagnostic>),
) -> (Option<T>, Vec<Diagnostic>) {
    match source::read_noting(path) {
        Ok((source, mut notes)) => {
            let (value, found) = parse(path, source);
            notes.extend(found);
            (value, notes)
        }
        Err(fault) => (None, vec![fault]),
    }
}

/// Every TOML file that may be a case: not `myndighet.toml` of the root, nothing hidden, nothing that was made.
fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>, diagnostics: &mut Vec<Diagnostic>) {
    let Ok(entries) = fs::read_dir(folder) else {
        let source = Arc::new(Source { name: folder.display().to_string(), text: String::new() });
        let place = Label { source, span: 0..0, text: String::new() };
        diagnostics.push(
            Diagnostic::error("mapp-olaslig", format!("mappen \"{}\" gick inte att läsa", folder.display())).at(place),
        );
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if root == Path::new(".") && folder == root { PathBuf::from(&name) } else { folder.join(&name) };
        let kind = entry.file_type();
        if name.starts_with('.') {
            continue;
        }
        if kind.as_ref().is_ok_and(fs::FileType::is_dir) {
            let other = path.join(MYNDIGHET).is_file();
            if !(other || (folder == root && (name == "out" || name == "target"))) {
                collect(root, &path, files, diagnostics);
            }
        } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"))
            && !(folder == root && name == MYNDIGHET)
            && !SETTINGS.contains(&name.as_str())
        {
            files.push(path);
        }
    }
}
