//! Folders, files and programs of these tests.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The judges that `tests/run` fetched.
pub(crate) fn judges() -> PathBuf {
    let folder = std::env::var_os("UTDRAG_JUDGES").map(PathBuf::from);
    folder.filter(|folder| folder.is_dir()).expect("UTDRAG_JUDGES is set by tests/run, which fetches the judges")
}

pub(crate) fn utdrag() -> Command {
    Command::new(env!("CARGO_BIN_EXE_utdrag"))
}

pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output();
    assert!(output.is_ok(), "{command:?}: {output:?}; tests/run installs what is missing");
    output.expect("it ran")
}

/// Runs what must succeed.
pub(crate) fn done(command: &mut Command) -> String {
    let output = run(command);
    assert!(output.status.success(), "{command:?}\n{}", text(&output));
    text(&output)
}

/// Runs what must be refused with that code, and the exit that the code has.
pub(crate) fn refused(command: &mut Command, code: &str) -> String {
    let output = run(command);
    let said = text(&output);
    let exit = i32::from(utdrag::commands::exit::of_code(code).code());
    assert_eq!(output.status.code(), Some(exit), "{command:?}\n{said}");
    assert!(said.contains(&format!("fel[{code}]")), "{code} is not in:\n{said}");
    said
}

pub(crate) fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An empty folder of that name, for this run.
pub(crate) fn work(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("outside").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the build folder can be written");
    folder
}

#[expect(clippy::disallowed_methods, reason = "what a test writes is not kept")]
pub(crate) fn keep(file: &Path, bytes: &[u8]) {
    fs::write(file, bytes).expect("the build folder can be written");
}

pub(crate) fn read(file: &Path) -> Vec<u8> {
    let bytes = fs::read(file);
    assert!(bytes.is_ok(), "{}: {bytes:?}", file.display());
    bytes.expect("it was read")
}

pub(crate) fn copy_of(folder: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the build folder can be written");
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_of(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the build folder can be written");
        }
    }
}

pub(crate) fn say(text: &str) {
    // Past the test runner's capture: a figure to read, not a verdict.
    std::io::stderr().write_all(text.as_bytes()).expect("stderr is open in a test");
}
