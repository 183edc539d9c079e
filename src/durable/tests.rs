//! Files are whole or not there.

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_replaced_whole_and_nothing_else_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ärende 1.pdf");
    write(&path, b"gammal").unwrap();
    write(&path, b"ny").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"ny");
    assert_eq!(names(folder.path()), ["ärende 1.pdf"]);
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let fault = write(&folder.path().join("saknas/a.pdf"), b"x").unwrap_err();
    assert_eq!(fault.code, "mapp-saknas");
    assert!(fault.message.contains("saknas finns inte"), "{}", fault.message);
}

#[test]
fn a_folder_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a.pdf")).unwrap();
    assert_eq!(write(&folder.path().join("a.pdf"), b"x").unwrap_err().code, "mal-ar-mapp");
    assert_eq!(names(folder.path()), ["a.pdf"]);
}

#[test]
fn a_write_protected_file_keeps_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    write(&path, b"gammal").unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert_eq!(write(&path, b"ny").unwrap_err().code, "fil-skrivskyddad");
    assert_eq!(fs::read(&path).unwrap(), b"gammal");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("fil.toml"), folder.path().join("lank.toml"));
    write(&file, b"gammal").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    write(&link, b"ny").unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"ny");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn a_folder_is_held_by_one_run_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = hold(folder.path()).unwrap();
    let fault = hold(folder.path()).unwrap_err();
    assert_eq!(fault.code, "annan-korning");
    assert!(fault.message.contains(&std::process::id().to_string()), "{}", fault.message);
    drop(first);
    assert!(hold(folder.path()).is_ok());
}

#[test]
fn what_a_killed_run_left_is_cleared_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    drop(unfinished(folder.path()).unwrap().keep().unwrap());
    assert_eq!(names(folder.path()).len(), 1);
    let _held = hold(folder.path()).unwrap();
    assert_eq!(names(folder.path()), [".utdrag"]);
}
