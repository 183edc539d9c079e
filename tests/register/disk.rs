//! A disk that is full in the middle of it: what was refused is not there, what was acknowledged is, and the register goes
//! on when there is room again.

#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};

use utdrag::register::{Handelse, Register as _, Search};

use super::{Desk, hash, open, post};

/// Set for the process that writes until the disk is full: the folder of the register.
const FOLDER: &str = "UTDRAG_TEST_FULL";

#[test]
fn a_full_disk_loses_nothing_and_skips_no_number() {
    let desk = Desk::filled(30);
    // A file may grow to 6000 blocks of 512 bytes and no further: the system refuses the write, as a full disk does.
    let script = "trap '' XFSZ; ulimit -f 6000; exec \"$0\" --exact disk::write_until_full --ignored --nocapture";
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .env(FOLDER, desk.folder.path())
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let acknowledged: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("infört ")).collect();
    let refused: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("nekat ")).collect();
    assert!(acknowledged.len() > 20, "{said}");
    assert_eq!(refused.len(), 3, "it goes on refusing, and says so each time: {said}");
    assert!(refused.iter().all(|code| ["disken-full", "register-disk"].contains(code)), "{refused:?}");
    let mut register = desk.open();
    for hash in &acknowledged {
        let handelser = vec![Handelse::Bestyrkt];
        let search = Search { handelser, sha256: Some((*hash).to_owned()), ..Search::default() };
        assert_eq!(register.entries(&search).unwrap().len(), 1, "{hash} was acknowledged");
    }
    assert_eq!(register.audit(&[]).unwrap().fel, []);
    let taken = Search { handelser: vec![Handelse::Nummer], ..Search::default() };
    let before = register.entries(&taken).unwrap().len();
    let next = register.take_number(&post(Handelse::Nummer, 1)).unwrap();
    assert_eq!(next.nummer as usize, before + 1, "no number is skipped, and none given again");
    assert!(before - 10 - acknowledged.len() < 2, "at most the last number taken has no extract");
    assert_eq!(register.settle().unwrap().len(), before - 10 - acknowledged.len(), "and it is cancelled");
}

/// Not a test: takes numbers and certifies until it is refused three times.
#[test]
#[ignore = "needs a disk that gets full"]
fn write_until_full() {
    use std::io::Write as _;
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let path = utdrag::register::beside(std::path::Path::new(&folder));
    let say = |line: String| std::io::stdout().write_all(line.as_bytes()).unwrap();
    let mut register = open(&path).unwrap();
    let (mut at, mut refused, mut taken) = (1000, 0, None);
    while refused < 3 {
        at += 1;
        let number = match taken.take().map_or_else(|| register.take_number(&post(Handelse::Nummer, at)), Ok) {
            Ok(number) => number,
            Err(fault) => {
                refused += 1;
                say(format!("nekat {}\n", fault.code));
                continue;
            }
        };
        let certified = utdrag::register::Post { lopnummer: Some(number.clone()), ..post(Handelse::Bestyrkt, at) };
        match register.append(&[certified]) {
            Ok(_) => say(format!("infört {}\n", hash(at))),
            Err(fault) => {
                refused += 1;
                taken = Some(number);
                say(format!("nekat {}\n", fault.code));
            }
        }
    }
}
