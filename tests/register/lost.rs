//! Entries that are gone: a register goes on only when somebody has said so by name, above every number that is known to have
//! been given out, and everybody who reads it afterwards is told.

use std::collections::BTreeMap;
use std::path::Path;

use utdrag::register::{self, Handelse, Lopnummer, Post, Proving as _, Register as _, Search, Settings, Sqlite};

use super::{Desk, number, open, post};

fn settings(register: &Path) -> Settings {
    Settings::beside(register)
}

/// Who goes on, and why.
fn going_on() -> Post {
    Post {
        handelse: Handelse::Aterupptagen,
        organ: String::new(),
        sammantrade: None,
        paragrafer: Vec::new(),
        handling: "register".to_owned(),
        filer: Vec::new(),
        uppgifter: BTreeMap::from([("skal".to_owned(), "disken gick sönder".to_owned())]),
        ..post(Handelse::Skapad, 0)
    }
}

fn next(register: &mut Sqlite) -> Lopnummer {
    register.take_number(&post(Handelse::Nummer, 1)).unwrap()
}

/// Nine entries with three numbers in a copy, and six more with two numbers in the register.
fn copied() -> Desk {
    let desk = Desk::filled(9);
    std::fs::copy(desk.path(), desk.folder.path().join("kopia.db")).unwrap();
    let mut register = desk.open();
    for at in 9..11 {
        let number = register.take_number(&post(Handelse::Nummer, at)).unwrap();
        let certified = Post { lopnummer: Some(number), ..post(Handelse::Bestyrkt, at) };
        register.append(&[certified, post(Handelse::Skapad, at)]).unwrap();
    }
    desk
}

#[test]
fn an_older_copy_goes_on_above_every_number_that_the_watch_has_seen() {
    let desk = copied();
    let later = desk.open().checkpoint().unwrap();
    std::fs::copy(desk.folder.path().join("kopia.db"), desk.path()).unwrap();
    assert_eq!(open(&desk.path()).unwrap_err().code, "register-aterstallt");
    let mut register = register::existing(&desk.path(), &settings(&desk.path())).unwrap();
    assert_eq!(register.not_rewound().unwrap_err().code, "register-aterstallt", "who only reads is told too");
    let gap = register.gap(&[]).unwrap();
    assert_eq!((gap.poster, gap.missing()), (9, 6));
    assert_eq!(gap.nummer, [number("RS 2026:4"), number("RS 2026:5")]);
    assert_eq!(register.take_up(&going_on(), &[]).unwrap(), 9);
    drop(register);
    let mut register = desk.open();
    assert_eq!(next(&mut register), number("RS 2026:6"));
    assert_eq!(register.gap(&[]).unwrap_err().code, "inget-saknas");
    let audit = register.audit(&[]).unwrap();
    assert_eq!(audit.fel, [], "the series has no gap");
    let said = &audit.anmarkningar[0];
    assert!(said.post == Some(9) && said.vad.contains("6 poster saknades: disken gick sönder"), "{}", said.vad);
    let against = register.audit(&[("arkivets kopia".to_owned(), later)]).unwrap();
    assert!(against.fel[0].vad.ends_with("post 9 säger att de sista av dem är förlorade"), "{:?}", against.fel);
    let lost = Search { lopnummer: Some(number("RS 2026:4")), ..Search::default() };
    let entries = register.entries(&lost).unwrap();
    assert_eq!(entries[0].post.uppgifter["forlorad"], "se post 9");
    let certified = Post { lopnummer: Some(number("RS 2026:4")), ..post(Handelse::Bestyrkt, 9) };
    register.append(&[certified]).unwrap();
}

#[test]
fn a_register_of_which_nothing_is_left_goes_on_above_its_numbers_with_its_own_name() {
    let desk = copied();
    let name = desk.open().public_keys().now.name.clone();
    std::fs::remove_file(desk.path()).unwrap();
    let mut register = register::reopen(&desk.path(), &settings(&desk.path())).unwrap();
    assert_eq!(register.gap(&[]).unwrap().nummer.len(), 5);
    register.take_up(&going_on(), &[]).unwrap();
    drop(register);
    let mut register = desk.open();
    assert_eq!(next(&mut register), number("RS 2026:6"));
    assert_eq!(register.public_keys().now.name, name);
    assert_eq!(register.audit(&[]).unwrap().fel, []);
}

#[test]
fn a_register_that_no_watch_knows_gives_out_nothing_until_somebody_says_that_it_is_the_newest() {
    let desk = Desk::filled(9);
    let elsewhere = Settings { nyckel: None, vakt: Some(desk.folder.path().join("ny-dator.vakt")) };
    // One that was only given another place is found where it was.
    drop(register::open_with(&desk.path(), &elsewhere).unwrap());
    std::fs::remove_file(desk.folder.path().join("ny-dator.vakt")).unwrap_or_default();
    std::fs::remove_file(desk.path().with_extension("vakt")).unwrap();
    let fault = register::open_with(&desk.path(), &elsewhere).unwrap_err();
    assert_eq!(fault.code, "vakt-saknas");
    assert!(fault.hints[0].contains("post 8 (2026-03-18 12.00), skapad"), "{:?}", fault.hints);
    let mut register = register::existing(&desk.path(), &elsewhere).unwrap();
    register.not_rewound().unwrap();
    assert_eq!(register.append(&[post(Handelse::Skapad, 1)]).unwrap_err().code, "vakt-saknas");
    // Paper in a binder says more than the copy.
    let given = [number("RS 2026:7"), number("KS 2025:2")];
    let gap = register.gap(&given).unwrap();
    assert_eq!((gap.sedd.is_none(), gap.missing(), gap.nummer.len()), (true, 0, 6));
    let beyond = register.gap(&[number("RS 2026:20000")]).unwrap_err();
    assert_eq!(beyond.code, "nummer-orimligt");
    register.take_up(&going_on(), &given).unwrap();
    drop(register);
    assert_eq!(next(&mut register::open_with(&desk.path(), &elsewhere).unwrap()), number("RS 2026:8"));
}

#[test]
fn a_number_that_was_on_its_way_in_the_copy_is_not_cancelled_unseen() {
    let desk = Desk::filled(9);
    let mut register = desk.open();
    let pending = next(&mut register);
    // A new process in the copy: nobody holds the number there.
    let copy = desk.folder.path().join("kopia/register.db");
    std::fs::create_dir(copy.parent().unwrap()).unwrap();
    rusqlite::Connection::open(desk.path()).unwrap().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    register.append(&[Post { lopnummer: Some(pending.clone()), ..post(Handelse::Bestyrkt, 9) }]).unwrap();
    let mut copied = register::existing(&copy, &settings(&copy)).unwrap();
    assert_eq!(copied.gap(&[]).unwrap().pagaende, std::slice::from_ref(&pending));
    copied.take_up(&going_on(), &[]).unwrap();
    assert_eq!(copied.settle().unwrap(), [], "its extract may be with somebody");
    let of = copied.entries(&Search { lopnummer: Some(pending), ..Search::default() }).unwrap();
    assert_eq!(of.len(), 1);
}

#[test]
fn an_audit_tells_of_clocks_that_went_back_and_finds_no_fault_in_them() {
    let desk = Desk::filled(3);
    let at = |time: &str| Post { nar: time.parse().unwrap(), ..post(Handelse::Skapad, 1) };
    let mut register = desk.open();
    register.append(&[at("2027-01-05T09:00:00Z"), at("2026-11-26T07:00:00Z"), at("2026-11-26T06:30:00Z")]).unwrap();
    let audit = register.audit(&[]).unwrap();
    assert_eq!(audit.fel, []);
    let said: Vec<_> = audit.anmarkningar.iter().map(|one| (one.post, one.vad.as_str())).collect();
    let expected = "tiden är 2026-11-26 08.00, men posten före den är från 2027-01-05 10.00: en klocka gick fel";
    assert_eq!(said, [(Some(4), expected)], "half an hour is no wonder");
    assert_eq!(register.latest().unwrap(), Some("2027-01-05T09:00:00Z".parse().unwrap()));
}

#[test]
fn a_public_key_that_is_gone_is_made_again_from_the_register() {
    let desk = Desk::filled(3);
    let path = desk.path().with_extension("vkey");
    let before = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let register = desk.open();
    assert!(register.publish().unwrap() && !register.publish().unwrap());
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
