//! The bilagor of a § go with its extract, by every channel: the very files that the § is bound to, or nothing goes.

use std::fs;
use std::path::Path;

use crate::office::{Office, keep};

const TAXA: &str = "bilagor/taxa.csv";

#[test]
#[ignore = "needs openssl: run tests/run"]
fn bilagor_go_with_the_extract_by_every_channel() {
    let office = Office::new();
    let done = office.send(7, &[]);
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stderr.contains("varning[bilaga-utan-fil]") && done.stderr.contains("Karta i pärmen"), "{done:?}");
    let folder = &Office::folder(7);
    let files = office.files(folder);
    for name in ["taxa.csv", "grannkommunen-digital-post/3-taxa.csv", "ekonomi-epost.eml", "foreningen-missiv.pdf"] {
        assert!(files.contains(&format!("{folder}/{name}")), "{name}: {files:?}");
    }
    let taxa = fs::read(office.path(TAXA)).unwrap();
    for name in ["taxa.csv", "grannkommunen-digital-post/3-taxa.csv"] {
        assert_eq!(fs::read(office.path(folder).join(name)).unwrap(), taxa, "{name}");
    }
    let mail = fs::read_to_string(office.path(folder).join("ekonomi-epost.eml")).unwrap();
    assert!(mail.contains("taxa.csv") && mail.contains("text/csv"), "{mail}");
    let note = fs::read_to_string(office.path(folder).join("arkivet-internt.txt")).unwrap();
    assert!(note.contains("Bilagor, som lämnas med:\n  taxa.csv\n      Bilaga till § 7: Taxa 2026"), "{note}");
    assert!(done.json()[0]["mottagare"].as_array().unwrap().iter().all(|row| row["utfall"] != "stoppat"));
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_bilaga_beside_the_extract_is_taken_though_the_workspace_has_another() {
    let office = Office::new();
    fs::copy(office.path(TAXA), office.path("bestyrkta/taxa.csv")).unwrap();
    keep(&office.path(TAXA), b"en annan taxa");
    assert_eq!(office.send(7, &["--mottagare", "ekonomi"]).status, 0);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn nothing_goes_when_a_bilaga_is_another_or_is_nowhere() {
    let office = Office::new();
    keep(&office.path(TAXA), b"en annan taxa");
    let other = office.send(7, &[]);
    assert_eq!(other.status, 1, "{other:?}");
    assert!(other.stderr.contains("fel[bilaga-andrad]") && other.stderr.contains("taxa.csv"), "{other:?}");
    assert_eq!(other.stderr.matches("fel[bilaga-andrad]").count(), 1, "said once: {other:?}");
    assert!(other.outcomes().iter().all(|row| row.ends_with("stoppat")), "{other:?}");
    fs::remove_file(office.path(TAXA)).unwrap();
    let gone = office.send(7, &[]);
    assert!(gone.status == 1 && gone.stderr.contains("fel[bilaga-saknas]"), "{gone:?}");
    assert!(office.files("utskick").is_empty(), "{:?}", office.files("utskick"));
    let without = office.send(7, &["--utan-bilagor"]);
    assert!(without.status == 0 && without.stderr.contains("varning[bilagor-foljer-inte-med]"), "{without:?}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn no_bilaga_of_a_secret_paragraf_goes_anywhere() {
    let office = Office::new();
    let done = office.send(4, &["--mottagare", "foreningen"]);
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stderr.contains("varning[bilagor-foljer-inte-med]"), "{done:?}");
    let files = office.files("utskick");
    assert!(files.iter().any(|name| name.ends_with("foreningen-missiv.pdf")), "{files:?}");
    assert!(!files.iter().any(|name| Path::new(name).extension().is_some_and(|end| end == "txt")), "{files:?}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn the_same_paragraf_under_another_number_is_not_passed_over_in_silence() {
    let office = Office::new();
    assert_eq!(office.send(6, &[]).status, 0);
    let seal = ["--som", "Ylva Sandmark", "--nyckel", "Lillsjö kommun.p12", "--ut", "en gang till"];
    let minutes = "out/bn-2026-03-02-protokoll.pdf";
    let certified = office.utdrag(&[&["bestyrk", minutes, "--paragraf", "6"], seal.as_slice()].concat());
    assert_eq!(certified.status, 0, "{certified:?}");
    let file = "en gang till/bn-2026-03-02-p6-utdrag.pdf";
    let again = office.utdrag(&["expediera", file, "--som", "Ylva Sandmark", "--json"]);
    assert_eq!((again.status, again.outcomes()), (0, vec!["teknik redan".to_owned()]), "{again:?}");
    assert!(again.stderr.contains("varning[redan-annat-utdrag]"), "{again:?}");
    assert!(again.stderr.contains(":5, och får inte BN ") && again.stderr.contains(":7 också"), "{again:?}");
    assert!(!office.send(6, &[]).stderr.contains("redan-annat-utdrag"), "its own is no other");
}
