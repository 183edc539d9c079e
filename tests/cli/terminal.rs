//! What depends on who reads: a terminal, narrow or wide, with colour or without; a pipe that is shut; a full disk
//! behind `>`.

use std::fs;
use std::process::{Command, Stdio};

use super::run::Desk;

/// A workspace with a fault in a long paragraph.
fn with_fault() -> Desk {
    let desk = Desk::with_workspace();
    let long = "Gården har öppet varje helg".replace("Gården", &"Gården och dess trädgård ".repeat(40));
    desk.edit("min nämnd/ks-2026-03-02.toml", "Gården har öppet varje helg", &format!("{long} TODO"));
    desk
}

/// Runs in a terminal of so many columns, as `script` of util-linux makes one.
#[cfg(target_os = "linux")]
fn in_terminal(desk: &Desk, columns: u32, before: &str) -> String {
    let line = format!("stty cols {columns} rows 40; {before} '{}' kontrollera", env!("CARGO_BIN_EXE_utdrag"));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(desk.path("min nämnd")).stdin(Stdio::null());
    script.env_remove("NO_COLOR").env("TERM", "xterm-256color");
    String::from_utf8(script.output().unwrap().stdout).unwrap().replace("\r\n", "\n")
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_has_colour_and_nothing_wider_than_itself() {
    let desk = with_fault();
    for columns in [60, 80, 120] {
        let shown = in_terminal(&desk, columns, "");
        assert!(shown.contains("\u{1b}["), "no colour: {shown}");
        assert!(shown.contains("TODO"), "{shown}");
        let plain = anstream::adapter::strip_str(&shown).to_string();
        let widest = plain.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= columns as usize, "{widest} of {columns}:\n{plain}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_color_is_obeyed_on_a_terminal() {
    let shown = in_terminal(&with_fault(), 80, "NO_COLOR=1");
    assert!(!shown.contains('\u{1b}') && shown.contains("TODO"), "{shown}");
}

#[test]
fn a_pipe_has_neither_colour_nor_progress() {
    let desk = with_fault();
    let done = desk.run_in("min nämnd", &["skapa"], &[]);
    assert!(!done.stdout.contains('\u{1b}') && !done.stderr.contains('\u{1b}'), "{done:?}");
}

#[cfg(unix)]
#[test]
fn a_reader_who_goes_away_is_no_fault() {
    let desk = Desk::new();
    let line = format!("'{}' schema | head -c 10; '{0}' komplettera bash | true", env!("CARGO_BIN_EXE_utdrag"));
    let output = Command::new("sh").args(["-c", &line]).current_dir(desk.path("")).output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "not a word about it");
    assert_eq!(output.stdout.len(), 10);
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_said() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Desk::new().command("").arg("schema").stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "fel[svaret-kan-inte-skrivas]: svaret kunde inte skrivas ut: disken är full\n\n");
}
