//! A witness that sees one checkpoint after the other, by files alone; and the notes of Go's own library, as vectors.

use utdrag::register::checkpoint::Checkpoint;
use utdrag::register::note::{Note, PrivateKey, PublicKey, Purpose};
use utdrag::register::witness::Request;
use utdrag::register::{Handelse, Proving as _, Register as _};

use super::{Desk, post};

fn now() -> jiff::Timestamp {
    "2026-04-01T10:00:00Z".parse().unwrap()
}

pub(super) fn witness() -> PrivateKey {
    PrivateKey::new(Purpose::Witness, |_| "arkivet.exempel.se".to_owned()).unwrap()
}

#[test]
fn a_witness_follows_a_register_that_grows() {
    let desk = Desk::filled(9);
    let key = witness();
    let mut register = desk.open();
    let log = register.public_keys().now.clone();
    let first = Request::read(&register.checkpoint().unwrap()).unwrap();
    let cosigned = first.cosign(&key, std::slice::from_ref(&log), None, now()).unwrap();
    let (seen, note) = Checkpoint::signed(&cosigned).unwrap();
    assert!(key.public().has_signed(&note) && log.has_signed(&note));
    register.append(&[post(Handelse::Skapad, 1), post(Handelse::Skapad, 2)]).unwrap();
    let alone = Request::read(&register.checkpoint().unwrap()).unwrap();
    assert_eq!(alone.cosign(&key, std::slice::from_ref(&log), Some(&seen), now()).unwrap_err().code, "bevis-saknas");
    let grown = register.growth(seen.size).unwrap();
    let cosigned = Request::read(&grown).unwrap().cosign(&key, std::slice::from_ref(&log), Some(&seen), now()).unwrap();
    assert_eq!(register.take_in(&cosigned).unwrap().size, 11);
    let receipt = register.receipt(0).unwrap();
    assert!(receipt.contains("— arkivet.exempel.se "), "receipts carry the witness: {receipt}");
    assert!(receipt.len() < 3000);
    let back = first.cosign(&key, std::slice::from_ref(&log), Some(&Checkpoint::signed(&cosigned).unwrap().0), now());
    assert_eq!(back.unwrap_err().code, "kontrollpunkt-aldre");
}

#[test]
fn a_witness_refuses_a_register_that_was_rewritten() {
    let desk = Desk::filled(9);
    let (key, mut register) = (witness(), desk.open());
    let log = register.public_keys().now.clone();
    let cosigned = Request::read(&register.checkpoint().unwrap())
        .unwrap()
        .cosign(&key, std::slice::from_ref(&log), None, now())
        .unwrap();
    let seen = Checkpoint::signed(&cosigned).unwrap().0;
    drop(register);
    for file in ["register.db", "register.vakt", "register.vkey"] {
        std::fs::remove_file(desk.folder.path().join(file)).unwrap();
    }
    let mut forged = desk.open();
    for at in 0..20 {
        forged.append(&[post(Handelse::Skapad, at + 100)]).unwrap();
    }
    forged.checkpoint().unwrap();
    let grown = Request::read(&forged.growth(seen.size).unwrap()).unwrap();
    assert_eq!(
        grown.cosign(&key, std::slice::from_ref(&log), Some(&seen), now()).unwrap_err().code,
        "register-omskrivet"
    );
    let other = Desk::filled(3);
    let stranger = Request::read(&other.open().checkpoint().unwrap()).unwrap();
    assert_eq!(stranger.cosign(&key, std::slice::from_ref(&log), None, now()).unwrap_err().code, "kontrollpunkt-annan");
}

/// From the documentation of golang.org/x/mod/sumdb/note, where the format comes from.
#[test]
fn notes_are_those_of_the_library_that_made_the_format() {
    let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let skey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let line =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let key = PrivateKey::read(skey).unwrap();
    assert_eq!(key.public().text(), vkey);
    assert_eq!(key.line(text, now()), line);
    let note = Note::read(&format!("{text}\n{line}")).unwrap();
    let public = PublicKey::read(vkey).unwrap();
    assert!(public.has_signed(&note));
    assert!(!public.has_signed(&Note { text: text.replace("know", "knew"), ..note }));
    assert_eq!(PublicKey::read(&vkey.replace("c74f", "c74e")), None, "the key's id is part of it");
}
