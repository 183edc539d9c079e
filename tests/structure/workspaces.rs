//! A folder of cases: what belongs to it, and that one broken file hides no other.

use std::path::Path;

use tempfile::TempDir;
use utdrag::case::{Workspace, workspace};
use utdrag::diag::Diagnostic;

const MYNDIGHET: &str = "format = 1\nslag = \"myndighet\"\nnamn = \"Tallviks kommun\"\n";

fn skrivelse(number: usize) -> String {
    format!(
        "format = 1\nslag = \"tjänsteskrivelse\"\nrubrik = \"Ärende {number}\"\ndatum = 2026-02-11\ntill = \"ks\"\n"
    )
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test's own folder")]
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|one| one.code).collect()
}

fn names(workspace: &Workspace) -> Vec<String> {
    let relative =
        |path: &Path| path.strip_prefix(&workspace.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    workspace.cases.iter().map(|case| relative(&case.path)).collect()
}

#[test]
fn every_case_of_the_tree_belongs_and_nothing_made_or_hidden() {
    let one = skrivelse(1);
    let folder = folder(&[
        ("myndighet.toml", MYNDIGHET),
        ("b.toml", &one),
        ("2026/a.toml", &one),
        ("2026/out/c.toml", &one),
        ("out/made.toml", "this = is = not toml"),
        (".git/config.toml", "x"),
        (".hidden.toml", "x"),
        ("tombi.toml", "[schema]"),
        ("notes.txt", "x"),
        ("annan/myndighet.toml", MYNDIGHET),
        ("annan/d.toml", &one),
    ]);
    let (workspace, found) = Workspace::open(folder.path());
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(names(&workspace.unwrap()), ["2026/a.toml", "2026/out/c.toml", "b.toml"]);
}

#[test]
fn a_broken_case_hides_no_other_and_tells_its_own_name() {
    let folder = folder(&[
        ("myndighet.toml", MYNDIGHET),
        ("a.toml", "%PDF-1.7"),
        ("b.toml", &skrivelse(1)),
        ("c.toml", &skrivelse(2).replace("rubrik", "rubrikk")),
        ("d.toml", "format = 1\n"),
    ]);
    let (workspace, found) = Workspace::open(folder.path());
    assert_eq!(names(&workspace.unwrap()), ["b.toml", "c.toml"]);
    assert_eq!(codes(&found), ["fil-binar", "okand-nyckel", "slag-saknas"]);
    let files: Vec<_> = found.iter().map(|one| one.place.as_ref().unwrap().source.name.clone()).collect();
    assert!(files.iter().zip(["a.toml", "c.toml", "d.toml"]).all(|(file, end)| file.ends_with(end)), "{files:?}");
}

#[test]
fn a_folder_without_myndighet_is_told_how_to_get_one() {
    let folder = folder(&[("a.toml", &skrivelse(1))]);
    let (workspace, found) = Workspace::open(folder.path());
    assert!(workspace.is_none());
    assert_eq!(codes(&found), ["myndighet-saknas"]);
    assert!(found[0].hints.iter().any(|hint| hint.contains("utdrag ny")), "{:?}", found[0].hints);
    assert_eq!(workspace::find(folder.path()).unwrap_err().code, "myndighet-saknas");
}

#[test]
fn a_faulty_myndighet_still_opens_with_its_faults() {
    let folder = folder(&[("myndighet.toml", &MYNDIGHET.replace("namn", "nam")), ("a.toml", &skrivelse(1))]);
    let (workspace, found) = Workspace::open(folder.path());
    assert_eq!(codes(&found), ["okand-nyckel"]);
    assert_eq!(workspace.unwrap().cases.len(), 1);
}

#[test]
fn a_workspace_is_found_from_a_file_or_folder_in_it() {
    let folder = folder(&[("myndighet.toml", MYNDIGHET), ("2026/mars/a.toml", &skrivelse(1))]);
    for from in ["", "2026", "2026/mars", "2026/mars/a.toml"] {
        let found = workspace::find(&folder.path().join(from)).unwrap();
        assert_eq!(found.canonicalize().unwrap(), folder.path().canonicalize().unwrap(), "from {from}");
    }
    assert_eq!(workspace::find(&folder.path().join("2027")).unwrap_err().code, "fil-saknas");
}

#[test]
fn a_thousand_cases_all_open() {
    let folder = folder(&[("myndighet.toml", MYNDIGHET)]);
    for number in 0..1000 {
        #[expect(clippy::disallowed_methods, reason = "a test's own folder")]
        std::fs::write(folder.path().join(format!("{number}.toml")), skrivelse(number)).unwrap();
    }
    let (workspace, found) = Workspace::open(folder.path());
    assert_eq!((workspace.unwrap().cases.len(), found.len()), (1000, 0));
}
