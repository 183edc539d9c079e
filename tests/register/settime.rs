//! A set time (`UTDRAG_TID`) is for trials: no method that changes a register takes it where what is in earnest is, or may
//! come. The time is set in a process of its own.

use std::process::Command;

use utdrag::register::witness::Request;
use utdrag::register::{Delivery, Handelse, Post, Proving as _, Register as _, Search};

use super::{Desk, open, post, witness::witness};

const FOLDER: &str = "UTDRAG_TEST_TID";

#[test]
fn what_is_in_earnest_is_changed_at_no_set_time() {
    let desk = Desk::filled(9);
    let mut register = desk.open();
    register.mark(false).unwrap();
    register.append(&[post(Handelse::Skapad, 20)]).unwrap();
    let checkpoint = register.checkpoint().unwrap();
    let number = register.take_number(&post(Handelse::Nummer, 30)).unwrap();
    register.keep(&number, &desk.folder.path().join("ut/a.pdf")).unwrap();
    utdrag::durable::write(&desk.folder.path().join("kontrollpunkt"), checkpoint.as_bytes()).unwrap();
    let before = register.entries(&Search::default()).unwrap();
    drop(register);
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "settime::with_a_set_time", "--ignored"])
        .env(FOLDER, desk.folder.path())
        .env("UTDRAG_TID", "2020-01-01T00:00:00Z")
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    let after = desk.open();
    assert_eq!(after.entries(&Search::default()).unwrap(), before);
    assert_eq!(after.kept().unwrap().len(), 1, "the number waits on");
}

/// Not a test by itself: it is run with a set time.
#[test]
#[ignore = "is run by another, with a set time"]
fn with_a_set_time() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = std::path::Path::new(&folder);
    let mut register = open(&utdrag::register::beside(folder)).unwrap();
    register.mark(false).unwrap();
    let text = std::fs::read_to_string(folder.join("kontrollpunkt")).unwrap();
    let (number, place) = register.kept().unwrap().pop().unwrap();
    let certified = Post { lopnummer: Some(number.clone()), ..post(Handelse::Bestyrkt, 30) };
    let delivery =
        Delivery { lopnummer: number.clone(), sha256: String::new(), vantar: folder.join("x"), mal: place.clone() };
    let log = register.public_keys().now.clone();
    let cosigned =
        Request::read(&text).unwrap().cosign(&witness(), &[log], None, "2026-04-01T10:00:00Z".parse().unwrap());
    let refused = [
        ("take_number", register.take_number(&post(Handelse::Nummer, 31)).err()),
        ("append", register.append(&[post(Handelse::Skapad, 31)]).err()),
        ("certify", register.certify(&[certified], &delivery).err()),
        ("keep", register.keep(&number, &place).err()),
        ("resume", register.resume(&number).err()),
        ("delivered", register.delivered(&number).err()),
        ("take_in", register.take_in(&text).err()),
        ("cosign", cosigned.err()),
    ];
    for (method, fault) in refused {
        assert_eq!(fault.map(|fault| fault.code), Some("tid-satt"), "{method}");
    }
}
