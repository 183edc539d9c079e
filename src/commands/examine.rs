//! One case file from path to `Checked`, with everything that was found on the way.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Stop;
use super::selection::Selection;
use crate::case::{self, Case, Content, Workspace, source};
use crate::diag::Diagnostic;
use crate::rules::{self, Checked};

/// The cases of one workspace.
#[derive(Debug, Default)]
pub(super) struct Examined {
    /// The workspace's folder.
    pub(super) root: PathBuf,
    /// Cases that no rule stops, in path order.
    pub(super) checked: Vec<Checked>,
    /// Everything that was found, file by file, `myndighet.toml` first.
    pub(super) findings: Vec<Diagnostic>,
    /// Files read, `myndighet.toml` among them.
    pub(super) files: usize,
    /// How many of the files were cases.
    pub(super) cases: usize,
}

/// Reads and checks all that was selected.
pub(super) fn all(selection: &Selection) -> Vec<Examined> {
    selection.iter().map(|(root, files)| workspace(root, files)).collect()
}

/// Reads and checks some files of a workspace.
pub(super) fn workspace(root: &Path, files: &[PathBuf]) -> Examined {
    let (workspace, findings) = Workspace::open(root);
    let workspace = workspace.map(Arc::new);
    let mut examined =
        Examined { root: root.to_owned(), findings, files: files.len() + 1, cases: files.len(), ..Examined::default() };
    for file in files {
        let (case, findings) = read(file);
        examined.findings.extend(findings);
        let (Some(workspace), Some(case)) = (&workspace, case) else { continue };
        let (checked, findings) = rules::check(workspace, &known(workspace, case));
        examined.findings.extend(findings);
        examined.checked.extend(checked);
    }
    examined
}

fn read(file: &Path) -> (Option<Case>, Vec<Diagnostic>) {
    let (source, mut findings) = match source::read_noting(file) {
        Ok(read) => read,
        Err(fault) => return (None, vec![fault]),
    };
    let (case, faults) = case::parse(file, source);
    findings.extend(faults);
    (case, findings)
}

/// The workspace's own copy, so that a rule that compares a case with the others knows which one it is.
fn known(workspace: &Workspace, case: Case) -> Arc<Case> {
    let same = workspace.cases.iter().find(|known| known.path == case.path);
    same.map_or_else(|| Arc::new(case), Arc::clone)
}

/// True for a meeting: what `--paragraf` can be about.
pub(super) fn is_sammantrade(checked: &Checked) -> bool {
    matches!(checked.case().value, Content::Sammantrade(_))
}

/// Files that could not be read at all stop nothing else, but they are no answer either.
pub(super) fn unreadable(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| matches!(finding.code, "fil-saknas" | "fil-olaslig"))
}

impl From<Vec<Diagnostic>> for Stop {
    fn from(findings: Vec<Diagnostic>) -> Self {
        Self { exit: super::Exit::No, findings }
    }
}
