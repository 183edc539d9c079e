//! One case file from path to `Checked`, with everything that was found on the way.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::selection::Selection;
use crate::case::workspace::MYNDIGHET;
use crate::case::{self, Case, Content, Workspace, source};
use crate::diag::{Diagnostic, Label};
use crate::document;
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
    /// Cases that errors stopped.
    pub(super) stopped: Vec<PathBuf>,
}

/// Reads and checks all that was selected.
pub(super) fn all(selection: &Selection) -> Vec<Examined> {
    selection.iter().map(|(root, files)| workspace(root, files)).collect()
}

/// Reads and checks some files of a workspace. The others are read too: rules compare.
pub(super) fn workspace(root: &Path, files: &[PathBuf]) -> Examined {
    let (workspace, found) = Workspace::open(root);
    let asked: BTreeSet<&Path> = files.iter().map(PathBuf::as_path).collect();
    let myndighet = root.join(MYNDIGHET);
    let concerns = |finding: &Diagnostic| {
        let file = finding.place.as_ref().map(|place| Path::new(place.source.name.as_str()));
        file.is_none_or(|file| file == myndighet || file == root || asked.contains(file))
    };
    let mut examined = Examined {
        root: root.to_owned(),
        findings: found.into_iter().filter(concerns).collect(),
        files: files.len() + 1,
        cases: files.len(),
        ..Examined::default()
    };
    let Some(workspace) = workspace.map(Arc::new) else { return examined };
    examined.findings.extend(rules::check_workspace(&workspace));
    for file in files {
        let case = examined.case(&workspace, file);
        let checked = case.and_then(|case| {
            let (checked, found) = rules::check(&workspace, &case);
            examined.findings.extend(found);
            let misplaced = checked.as_ref().map(document::misplaced).unwrap_or_default();
            let checked = checked.filter(|_| misplaced.is_empty());
            examined.findings.extend(misplaced);
            checked
        });
        match checked {
            Some(checked) => examined.checked.push(checked),
            None if examined.is_no_case(file) => examined.cases -= 1,
            None => examined.stopped.push(file.clone()),
        }
    }
    examined.in_file_order(files);
    examined
}

impl Examined {
    /// The workspace's own copy, so that a rule that compares knows which one it is; a file that was named though
    /// the workspace passes it over (in `out`, say) is read by itself.
    fn case(&mut self, workspace: &Workspace, file: &Path) -> Option<Arc<Case>> {
        if let Some(known) = workspace.cases.iter().find(|case| case.path == file) {
            return Some(Arc::clone(known));
        }
        if self
            .findings
            .iter()
            .any(|finding| finding.place.as_ref().is_some_and(|place| Path::new(&place.source.name) == file))
        {
            return None;
        }
        let (case, found) = match source::read_noting(file) {
            Ok((source, mut notes)) => {
                let (case, found) = case::parse(file, source);
                notes.extend(found);
                (case, notes)
            }
            Err(fault) => (None, vec![fault]),
        };
        self.findings.extend(found);
        case.map(Arc::new)
    }

    /// True for a file of ours that is something else than a case, and was told so.
    fn is_no_case(&self, file: &Path) -> bool {
        let here =
            |finding: &&Diagnostic| finding.place.as_ref().is_some_and(|place| Path::new(&place.source.name) == file);
        self.findings.iter().filter(here).any(|finding| finding.code == "inget-fall")
    }

    /// What a file has of faults stands together, by line: structure and rules as one list.
    fn in_file_order(&mut self, files: &[PathBuf]) {
        let place = |finding: &Diagnostic| {
            let label = finding.place.as_ref();
            let file = label.and_then(|label| files.iter().position(|file| file == Path::new(&label.source.name)));
            (file.map_or(0, |at| at + 1), label.map_or(0, |label| label.span.start))
        };
        self.findings.sort_by_key(place);
        self.once_a_pair();
    }

    /// Two files that say the same thing of each other say it once.
    fn once_a_pair(&mut self) {
        let end = |label: &Label| (label.source.name.clone(), label.span.start);
        let mut seen = BTreeSet::new();
        self.findings.retain(|finding| {
            let (Some(here), Some(there)) = (finding.place.as_ref().map(end), finding.also.first().map(end)) else {
                return true;
            };
            if here.0 == there.0 || seen.contains(&(finding.code, there.clone(), here.clone())) {
                return here.0 == there.0;
            }
            seen.insert((finding.code, here, there));
            true
        });
    }
}

/// True for a meeting: what `--paragraf` can be about.
pub(super) fn is_sammantrade(checked: &Checked) -> bool {
    matches!(checked.case().value, Content::Sammantrade(_))
}

/// Files that could not be read at all stop nothing else, but they are no answer either.
pub(super) fn unreadable(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| matches!(finding.code, "fil-saknas" | "fil-olaslig" | "mapp-olaslig"))
}
