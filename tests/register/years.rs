//! What a register meets over the years: old words taken out, and a log key changed for another.

use std::path::Path;

use utdrag::register::gallring::{self, POSTER};
use utdrag::register::note::PublicKey;
use utdrag::register::witness::Request;
use utdrag::register::{Handelse, Post, Proving as _, Register as _, Search};

use super::{Desk, hash, open, post};

fn why() -> Post {
    let said = [("skal", "tio år har gått"), ("beslut", "RS 2014/12")];
    Post {
        handling: "register".to_owned(),
        organ: String::new(),
        sammantrade: None,
        paragrafer: Vec::new(),
        filer: Vec::new(),
        uppgifter: said.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        ..post(Handelse::Gallrad, 0)
    }
}

/// Takes out everything but the last entry, which is made a year later.
fn thinned(desk: &Desk) -> Vec<u64> {
    let mut register = desk.open();
    let later = Post { nar: "2027-03-18T11:00:00Z".parse().unwrap(), ..post(Handelse::Skapad, 99) };
    register.append(&[later]).unwrap();
    let all = register.entries(&Search::default()).unwrap();
    let found = gallring::chosen(&all, "2027-01-01T00:00:00Z".parse().unwrap(), &[]);
    let seen = all.len() as u64;
    assert_eq!(register.take_out((&found.poster, seen - 1), &why()).unwrap_err().code, "register-upptaget");
    assert_eq!(register.take_out((&found.poster, seen), &why()).unwrap(), seen);
    assert!(register.clean().unwrap());
    found.poster.iter().map(|entry| entry.index).collect()
}

#[test]
fn what_is_taken_out_is_nowhere_in_the_file_and_every_proof_still_holds() {
    let desk = Desk::filled(12);
    let (before, receipt) = {
        let mut register = desk.open();
        (register.checkpoint().unwrap(), register.receipt(4).unwrap())
    };
    assert_eq!(thinned(&desk), (0..12).collect::<Vec<_>>());
    let mut register = desk.open();
    let audit = register.audit(&[("kontrollpunkten".to_owned(), before)]).unwrap();
    assert_eq!((audit.fel, audit.gallrade, audit.poster), (Vec::new(), 12, 14));
    let said = register.entries(&Search { handelser: vec![Handelse::Gallrad], ..Search::default() }).unwrap();
    assert_eq!(said[0].post.uppgifter[POSTER], "0-11");
    assert_eq!(register.entry(4).unwrap(), None);
    assert_eq!(register.entries(&Search { sha256: Some(hash(3)), ..Search::default() }).unwrap(), []);
    assert_eq!(register.receipt(4).unwrap_err().code, "post-saknas");
    // A receipt that was given before is as good as ever: it leads to a checkpoint that the register agrees with.
    let note = receipt.split_once("\n\n").unwrap().1;
    assert_eq!(register.audit(&[("kvittots".to_owned(), note.to_owned())]).unwrap().fel, []);
    // The series goes on, and no number is given again.
    let number = register.take_number(&post(Handelse::Nummer, 50)).unwrap();
    assert_eq!(number.to_string(), "RS 2026:5");
    drop(register);
    for name in ["register.db", "register.db-wal"] {
        let bytes = std::fs::read(desk.folder.path().join(name)).unwrap_or_default();
        assert!(!contains(&bytes, b"rs-2026-03-11-p3-utdrag"), "{name}");
    }
    assert_eq!(desk.open().audit(&[]).unwrap().fel, []);
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn words_that_are_gone_without_a_word_about_it_are_named_and_so_are_words_that_should_be() {
    let desk = Desk::filled(12);
    let kept = std::fs::read(desk.path()).unwrap();
    thinned(&desk);
    let connection = rusqlite::Connection::open(desk.path()).unwrap();
    let later = "UPDATE post SET innehall = NULL, sammantrade = NULL, handling = '' WHERE post = 12; DELETE FROM fil WHERE post = 12;";
    connection.execute_batch(later).unwrap();
    // An entry of the time before, put back into the file as it was.
    let old = desk.folder.path().join("forr.db");
    utdrag::durable::write(&old, &kept).unwrap();
    let old = rusqlite::Connection::open(&old).unwrap();
    let text: String = old.query_row("SELECT innehall FROM post WHERE post = 2", [], |row| row.get(0)).unwrap();
    connection.execute_batch("DROP TRIGGER post_andras_inte").unwrap();
    connection.execute("UPDATE post SET innehall = ?1 WHERE post = 2", [text]).unwrap();
    drop(connection);
    let audit = desk.open().audit(&[]).unwrap();
    let said: Vec<(Option<u64>, &str)> = audit.fel.iter().map(|fel| (fel.post, fel.vad.as_str())).collect();
    assert!(said.contains(&(Some(12), "innehållet är borttaget, men ingen gallring av posten är införd")), "{said:?}");
    assert!(said.contains(&(Some(2), "posten är gallrad enligt post 13, men har sitt innehåll kvar")), "{said:?}");
}

#[test]
fn after_a_change_of_key_old_checkpoints_and_receipts_hold_and_the_old_key_signs_nothing_new() {
    let desk = Desk::filled(9);
    let mut register = desk.open();
    let (first, receipt) = (register.checkpoint().unwrap(), register.receipt(4).unwrap());
    let old_secret = std::fs::read(desk.path().with_extension("nyckel")).unwrap();
    let before = register.public_keys().now.clone();
    let both = register.change_key(&why()).unwrap();
    let after = register.public_keys().now.clone();
    assert_ne!(before, after);
    assert_eq!(before.name, after.name, "it is the same log");
    let note = utdrag::register::note::Note::read(&both).unwrap();
    assert!(before.has_signed(&note) && after.has_signed(&note), "signed by both: {both}");
    register.append(&[post(Handelse::Skapad, 20)]).unwrap();
    let second = register.checkpoint().unwrap();
    let (note, new) = (utdrag::register::note::Note::read(&second).unwrap(), register.receipt(10).unwrap());
    assert!(after.has_signed(&note) && !before.has_signed(&note));
    let against = [("första", &first), ("båda", &both), ("andra", &second)];
    let against = against.map(|(name, text)| (name.to_owned(), text.clone()));
    assert_eq!(register.audit(&against).unwrap().fel, []);
    drop(register);
    assert_eq!(published(&desk.path()), [after.clone(), before.clone()]);
    for text in [&receipt, &new] {
        let note = utdrag::register::note::Note::read(text.split_once("\n\n").unwrap().1).unwrap();
        assert!([&before, &after].iter().any(|key| key.has_signed(&note)));
    }
    // With the old secret key, which somebody has kept, nothing can be signed for the time after.
    let secret = utdrag::register::note::PrivateKey::read(&String::from_utf8(old_secret).unwrap()).unwrap();
    let forged = format!("{}\n{}", note.text, secret.line(&note.text, "2026-05-01T00:00:00Z".parse().unwrap()));
    let audit = desk.open().audit(&[("den falska".to_owned(), forged)]).unwrap();
    assert_eq!(audit.fel[0].vad, "den falska har ingen riktig underskrift av registrets nyckel");
}

fn published(register: &Path) -> Vec<PublicKey> {
    let text = std::fs::read_to_string(register.with_extension("vkey")).unwrap();
    text.lines().map(|line| PublicKey::read(line).unwrap()).collect()
}

#[test]
fn a_change_of_key_that_was_cut_short_is_finished_or_begun_again() {
    let desk = Desk::filled(9);
    let key = desk.path().with_extension("nyckel");
    let old = std::fs::read(&key).unwrap();
    desk.open().change_key(&why()).unwrap();
    // As if the power went between the entry and the file.
    let new = std::fs::read(&key).unwrap();
    let next = desk.folder.path().join("register.nyckel.ny");
    utdrag::durable::write(&key, &old).unwrap();
    utdrag::durable::write(&next, &new).unwrap();
    let mut register = desk.open();
    assert!(!next.exists() && std::fs::read(&key).unwrap() == new);
    register.append(&[post(Handelse::Skapad, 20)]).unwrap();
    register.checkpoint().unwrap();
    drop(register);
    // And as if it went before the entry: the key that lies there is the one that takes over.
    let waiting = utdrag::register::note::PrivateKey::new(utdrag::register::note::Purpose::Log, |_| {
        published(&desk.path())[0].name.clone()
    });
    let waiting = waiting.unwrap();
    utdrag::durable::write(&next, waiting.text().as_bytes()).unwrap();
    let mut register = desk.open();
    register.change_key(&why()).unwrap();
    assert_eq!(register.public_keys().now, waiting.public());
    assert_eq!((register.public_keys().former.len(), register.audit(&[]).unwrap().fel), (2, Vec::new()));
}

#[test]
fn a_key_that_was_put_in_without_an_entry_is_found() {
    let desk = Desk::filled(9);
    desk.open().change_key(&why()).unwrap();
    let connection = rusqlite::Connection::open(desk.path()).unwrap();
    connection
        .execute("UPDATE huvud SET varde = '99' || substr(varde, instr(varde, ' ')) WHERE nyckel = 'vkey-1'", [])
        .unwrap();
    drop(connection);
    let audit = desk.open().audit(&[]).unwrap();
    assert_eq!(audit.fel.len(), 1, "{:?}", audit.fel);
    assert!(audit.fel[0].vad.contains("nycklar är inte de som posterna om nyckelbyte ger"));
}

#[test]
fn a_process_that_was_open_when_the_key_changed_does_not_sign_with_the_old_one() {
    let desk = Desk::filled(9);
    let mut slow = desk.open();
    desk.open().change_key(&why()).unwrap();
    assert_eq!(slow.append(&[post(Handelse::Skapad, 20)]).unwrap_err().code, "register-nyckel-bytt");
    assert_eq!(slow.take_number(&post(Handelse::Nummer, 20)).unwrap_err().code, "register-nyckel-bytt");
    assert!(open(&desk.path()).unwrap().append(&[post(Handelse::Skapad, 20)]).is_ok());
}

#[test]
fn a_witness_that_trusts_the_old_key_follows_over_the_change() {
    use utdrag::register::checkpoint::Checkpoint;
    use utdrag::register::note::{PrivateKey, Purpose};
    let desk = Desk::filled(9);
    let now = "2026-04-01T10:00:00Z".parse().unwrap();
    let witness = PrivateKey::new(Purpose::Witness, |_| "arkivet.exempel.se".to_owned()).unwrap();
    let mut register = desk.open();
    let old = register.public_keys().now.clone();
    let first = Request::read(&register.checkpoint().unwrap()).unwrap();
    let cosigned = first.cosign(&witness, std::slice::from_ref(&old), None, now).unwrap();
    let seen = Checkpoint::signed(&cosigned).unwrap().0;
    register.change_key(&why()).unwrap();
    let over = Request::read(&register.growth(seen.size).unwrap()).unwrap();
    let cosigned = over.cosign(&witness, &[old], Some(&seen), now).unwrap();
    register.take_in(&cosigned).unwrap();
    let seen = Checkpoint::signed(&cosigned).unwrap().0;
    register.append(&[post(Handelse::Skapad, 20)]).unwrap();
    register.checkpoint().unwrap();
    let further = Request::read(&register.growth(seen.size).unwrap()).unwrap();
    assert!(further.cosign(&witness, &published(&desk.path()), Some(&seen), now).is_ok());
}
