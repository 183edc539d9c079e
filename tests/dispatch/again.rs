//! What is made once more, and by hand: nothing that the register tells of is written over, and an answer is known also when
//! a mail program gave the message a number of its own.

use std::fs;
use std::process::Command;

use crate::office::{Office, keep};

/// SHA-256 of a file, as `sha256sum` says it.
fn sum(office: &Office, name: &str) -> String {
    let said = Command::new("sha256sum").arg(office.path(name)).output().unwrap();
    String::from_utf8(said.stdout).unwrap().split(' ').next().unwrap().to_owned()
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_was_made_lies_there_yet_when_it_is_made_once_more() {
    let office = Office::new();
    assert_eq!(office.send(6, &[]).status, 0);
    let first = format!("{}/teknik-epost.eml", Office::folder(6));
    let before = fs::read(office.path(&first)).unwrap();
    let again = office.send(6, &["--igen", "brevet studsade"]);
    assert_eq!(again.outcomes(), ["teknik framtaget"], "{again:?}");
    let second = format!("{}/teknik-epost-2.eml", Office::folder(6));
    assert_eq!(fs::read(office.path(&first)).unwrap(), before);
    for file in [&first, &second] {
        let found = office.utdrag(&["register", "sok", &sum(&office, file)]);
        assert_eq!(found.status, 0, "the register knows {file}: {found:?}");
    }
    // Another number of the same § has a folder of its own.
    let minutes = "out/bn-2026-03-02-protokoll.pdf";
    let who = ["--som", "Ylva Sandmark", "--nyckel", "Lillsjö kommun.p12", "--ut", "nya"];
    let made = office.utdrag(&[&["bestyrk", minutes, "--paragraf", "6"], who.as_slice()].concat());
    assert!(made.status == 0 && made.stderr.contains("varning[bestyrkt-forut]"), "{made:?}");
    let file = "nya/bn-2026-03-02-p6-utdrag.pdf";
    let sent = office.utdrag(&["expediera", file, "--som", "Ylva Sandmark", "--igen", "nytt utdrag"]);
    assert_eq!(sent.status, 0, "{sent:?}");
    assert_eq!(fs::read(office.path(&first)).unwrap(), before);
    let folders = office.files("utskick").into_iter().filter(|name| name.contains("-p6-")).count();
    assert_eq!(folders, 3, "{:?}", office.files("utskick"));
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_message_to_be_sent_by_hand_opens_as_one_and_its_answer_is_known_by_the_subject() {
    let office = Office::new();
    assert_eq!(office.send(6, &[]).status, 0);
    let text = fs::read_to_string(office.path(&Office::folder(6)).join("teknik-epost.eml")).unwrap();
    assert!(text.starts_with("X-Unsent: 1\r\n"), "{text}");
    let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <utdrag.")).unwrap();
    let answer = |reference: &str| {
        let head = "From: teknik@lillsjo.example\r\nIn-Reply-To: <AB12@outlook.example>\r\n";
        keep(
            &office.path("svar.eml"),
            format!("{head}Subject: SV: Utdrag [ref {reference}]\r\n\r\nTack!\r\n").as_bytes(),
        );
        office.utdrag(&["expediera", "kvitto", "svar.eml", "--json"])
    };
    let unknown = answer("0000000000");
    assert!(unknown.status == 1 && unknown.stderr.contains("svar-okant"), "{unknown:?}");
    let done = answer(&id[..10]);
    assert_eq!((done.status, &done.json()[0]["mottagare"]), (0, &"teknik".into()), "{done:?}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_is_left_to_do_names_each_file_and_a_receipt_that_does_not_go_along() {
    let office = Office::new();
    fs::remove_file(office.path("bestyrkta/bn-2026-03-02-p6-utdrag.tlog-proof")).unwrap();
    let files = [Office::extract(2), Office::extract(6)];
    let done = office.utdrag(&["expediera", &files[0], &files[1], "--som", "Ylva Sandmark"]);
    assert_eq!(done.status, 0, "{done:?}");
    let acts = done.stderr.split("Gör nu:").nth(1).unwrap();
    for paragraf in [2, 6] {
        let file = format!("{}/teknik-epost.eml", Office::folder(paragraf));
        assert_eq!(acts.matches(&file).count(), 1, "{acts}");
    }
    assert_eq!(done.stderr.matches("varning[kvitto-foljer-inte-med]").count(), 1, "{}", done.stderr);
    assert!(done.stderr.contains("utdrag register kvitto bestyrkta/bn-2026-03-02-p6-utdrag.pdf"), "{}", done.stderr);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn whoever_has_what_is_cancelled_is_told_by_name_though_it_was_made_once_more() {
    let office = Office::new();
    assert_eq!(office.send(6, &["--for-hand", "teknik"]).status, 0);
    assert_eq!(office.send(6, &["--igen", "hittar inte brevet"]).status, 0);
    let year = utdrag::clock::now().in_tz("Europe/Stockholm").unwrap().year();
    let number = format!("BN {year}:5");
    let done = office.utdrag(&["register", "makulera", &number, "--skal", "fel belopp", "--som", "Ylva Sandmark"]);
    assert_eq!(done.status, 0, "{done:?}");
    for line in [
        "Säg till dem som har fått det: Tekniska kontoret.",
        "framtaget, och säg till om det redan är skickat: Tekniska kontoret.",
    ] {
        assert!(done.stderr.contains(line), "{line}: {}", done.stderr);
    }
}
