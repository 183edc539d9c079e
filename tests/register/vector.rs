//! The test vectors of `docs/formats`: what stands there is what the program reads, and what anybody computes.
//! `UTDRAG_SKRIV_VEKTOR=1` makes new ones, under a log key that the whole world knows.

use std::path::PathBuf;

use utdrag::register::checkpoint::Checkpoint;
use utdrag::register::note::PrivateKey;
use utdrag::register::witness::Request;
use utdrag::register::{self, Fil, Handelse, Post, Proving as _, Register as _, Settings, leaf};
use utdrag::verify::{self, Loggnyckel, Options, Registrering, Trust};

use super::{Desk, post};

/// The key of golang.org/x/mod/sumdb/note's documentation.
const KEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
/// A witness that nobody is: its seed is zeros.
const WITNESS: &str = "PRIVATE+KEY+arkivet.exempel.se+dc4159e9+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The file that the receipt is of: these bytes.
const FILE: &[u8] = b"utdrag\n";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn make() {
    let desk = Desk::new();
    let key = desk.folder.path().join("nyckel");
    utdrag::durable::write(&key, KEY.as_bytes()).unwrap();
    let settings = Settings { nyckel: Some(key), ..Settings::beside(&desk.path()) };
    let mut register = register::open_with(&desk.path(), &settings).unwrap();
    register.append(&[post(Handelse::Skapad, 1), post(Handelse::Undertecknad, 1)]).unwrap();
    let number = register.take_number(&post(Handelse::Nummer, 1)).unwrap();
    let filer = vec![Fil { namn: "rs-2026-03-11-p36-utdrag.pdf".to_owned(), sha256: leaf::hex(&leaf::digest(FILE)) }];
    let handling = "rs-2026-03-11-p36-utdrag".to_owned();
    register.append(&[Post { lopnummer: Some(number), filer, handling, ..post(Handelse::Bestyrkt, 1) }]).unwrap();
    register.append(&[post(Handelse::Skapad, 2)]).unwrap();
    let request = Request::read(&register.checkpoint().unwrap()).unwrap();
    let witness = PrivateKey::read(WITNESS).unwrap();
    let log = register.public_keys().now.clone();
    let cosigned =
        request.cosign(&witness, std::slice::from_ref(&log), None, "2026-04-01T10:00:00Z".parse().unwrap()).unwrap();
    register.take_in(&cosigned).unwrap();
    let receipt = register.receipt(3).unwrap();
    utdrag::durable::write(&path("tests/register/vektor.tlog-proof"), receipt.as_bytes()).unwrap();
}

#[test]
fn the_vectors_of_the_formats_hold() {
    if std::env::var_os("UTDRAG_SKRIV_VEKTOR").is_some() {
        make();
    }
    let receipt = read("tests/register/vektor.tlog-proof");
    let (log, witness) = (PrivateKey::read(KEY).unwrap().public(), PrivateKey::read(WITNESS).unwrap().public());
    let keys = [&log, &witness].map(|key| Loggnyckel::read(&key.text()).unwrap());
    let mut verdict = verify::verify(FILE, &Trust::default(), &Options::at("2026-04-02T10:00:00Z".parse().unwrap()));
    let about = Registrering { kvitto: Some(receipt.clone()), nycklar: keys.to_vec(), poster: None };
    verify::register(&mut verdict, FILE, &Trust::default(), &about);
    assert_eq!(verdict.innehall.kontrollerat, ["kvittot ur registret"]);
    let said = "Kvittot visar att filen är RS 2026:1 (post 3) i registret, som då hade 5 poster, bevittnat av arkivet.exempel.se 2026-04-01";
    assert!(verdict.innehall.upplysningar[0].starts_with(said), "{:?}", verdict.innehall.upplysningar);
    let extra = receipt.lines().nth(1).unwrap().strip_prefix("extra ").unwrap();
    let post =
        String::from_utf8(base64::Engine::decode(&base64::engine::general_purpose::STANDARD, extra).unwrap()).unwrap();
    let identity = leaf::identity(&post);
    let page = read("docs/formats/utdrag-post-1.md");
    for part in [post, leaf::hex(&identity), leaf::hex(&leaf::hash(&identity))] {
        assert!(page.contains(&part), "docs/formats/utdrag-post-1.md lacks {part}");
    }
    assert!(read("docs/formats/kvitto.md").contains(&receipt), "docs/formats/kvitto.md lacks the receipt\n{receipt}");
    let note = receipt.split_once("\n\n").unwrap().1;
    assert!(read("docs/formats/kontrollpunkt.md").contains(note), "docs/formats/kontrollpunkt.md lacks\n{note}");
    assert!(read("docs/formats/kontrollpunkt.md").contains(&log.text()));
    assert!(read("docs/formats/kontrollpunkt.md").contains(&witness.text()));
    assert_eq!(Checkpoint::signed(note).unwrap().0.size, 5);
}
