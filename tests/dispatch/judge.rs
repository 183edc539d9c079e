//! The files of every channel, and each message before a judge that is not ours: the mail parser of Python.

use std::fs;
use std::path::Path;

use serde_json::Value;
use utdrag::register::{Fil, Handelse, Post, Register as _};

use crate::office::{Office, keep, python, run};

/// Headers, defects, text and files of a message, as Python reads them.
const JUDGE: &str = r#"
import email, email.policy, hashlib, json, sys
message = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
defects = [str(one) for part in message.walk() for one in part.defects]
defects += [str(one) for value in message.values() for one in value.defects]
print(json.dumps({
    "defects": defects,
    "headers": {name.lower(): str(value) for name, value in message.items()},
    "count": len(message.items()),
    "to": [[one.display_name, one.addr_spec] for one in message["to"].addresses],
    "text": message.get_body(("plain",)).get_content(),
    "longest": max(len(line) for line in open(sys.argv[1], "rb").read().split(b"\r\n")),
    "files": [[one.get_filename(), one.get_content_type(), hashlib.sha256(one.get_payload(decode=True)).hexdigest()]
              for one in message.iter_attachments()],
}))
"#;

fn judged(message: &Path) -> Value {
    let output = run({
        let mut command = python();
        command.arg("-c").arg(JUDGE).arg(message);
        command
    });
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn mail_is_signed_with_a_name_that_was_said_and_never_with_an_account() {
    let office = Office::new();
    let extract = Office::extract(6);
    let mut command = office.command(&["expediera", &extract]);
    assert!(crate::office::done(command.env("USER", "ysa17").output().unwrap()).status == 0);
    let text = fs::read_to_string(office.path(&Office::folder(6)).join("teknik-epost.eml")).unwrap();
    assert!(!text.contains("ysa17") && !text.contains("okänd"), "{text}");
    let entered = office.utdrag(&["register", "lista", "--handelse", "expedierad"]);
    assert!(
        entered.stdout.contains("ysa17") && entered.stdout.contains("till teknik (e-post), framtagen"),
        "{entered:?}"
    );
}

#[test]
#[ignore = "needs openssl and Python: run tests/run"]
fn a_message_is_whole_to_another_reader() {
    let office = Office::new();
    assert_eq!(office.send(6, &[]).status, 0);
    let found = judged(&office.path(&Office::folder(6)).join("teknik-epost.eml"));
    assert_eq!(found["defects"], Value::Array(Vec::new()));
    assert_eq!(found["to"], serde_json::json!([["Tekniska kontoret", "teknik@lillsjo.example"]]));
    let id = found["headers"]["message-id"].as_str().unwrap();
    let subject = format!("Protokollsutdrag Byggnadsnämnden 2026-03-02 § 6, dnr BN/19/2026 [ref {}]", &id[8..18]);
    assert_eq!(found["headers"]["subject"], subject.as_str());
    assert_eq!(found["headers"]["from"], "Lillsjö kommun <kommun@lillsjo.example>");
    assert!(id.starts_with("<utdrag.") && id.ends_with("@lillsjo.example>"), "{id}");
    assert!(found["longest"].as_u64().unwrap() <= 998, "RFC 5322 2.1.1: {}", found["longest"]);
    let text = found["text"].as_str().unwrap();
    for words in [
        "Här kommer byggnadsnämndens beslut, för kännedom och åtgärd.",
        "§ 6 Avslag på ansökan om skyltlov",
        "Ylva Sandmark",
    ] {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 78), "{text}");
    let files: Vec<&str> = found["files"].as_array().unwrap().iter().map(|file| file[0].as_str().unwrap()).collect();
    let expected = [
        "bn-2026-03-02-p6-utdrag.pdf",
        "bn-2026-03-02-p6-utdrag.tlog-proof",
        "bn-2026-03-02-p6-overklagandehanvisning.pdf",
    ];
    assert_eq!(files, expected);
    let sum = fs::read_to_string(office.path("bestyrkta/bn-2026-03-02-p6-utdrag.pdf.sha256")).unwrap();
    assert_eq!(found["files"][0][2].as_str(), sum.split(' ').next(), "the extract is byte for byte the one certified");
    let proof = fs::read(office.path("bestyrkta/bn-2026-03-02-p6-utdrag.tlog-proof")).unwrap();
    assert_eq!(found["files"][1][2].as_str(), Some(hash(&proof).as_str()), "and so is its receipt");
}

fn hash(bytes: &[u8]) -> String {
    utdrag::evidence::hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes))
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn the_same_dispatch_at_the_same_moment_gives_the_same_files() {
    let made = || {
        let office = Office::new();
        assert_eq!(office.send(2, &[]).status, 0);
        let files = office.files("utskick").into_iter();
        files.map(|name| (undated(&fs::read(office.path(&name)).unwrap()), name)).collect::<Vec<_>>()
    };
    assert!(made() == made());
}

/// Without the line that says when: a set time reaches a register of trials alone, and the office's own is in earnest.
fn undated(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.filter(|line| !line.starts_with(b"Date: ")).flatten().copied().collect()
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn every_channel_gets_its_files() {
    let office = Office::new();
    assert_eq!(office.send(2, &[]).status, 0);
    let below = |names: &[&str], paragraf: u32| -> Vec<String> {
        names.iter().map(|name| format!("{}/{name}", Office::folder(paragraf))).collect()
    };
    let two = [
        "arkivet-internt.txt",
        "bn-2026-03-02-p2-utdrag.pdf",
        "bn-2026-03-02-p2-utdrag.tlog-proof",
        "ekonomi-epost.eml",
        "foreningen-missiv.pdf",
        "grannkommunen-digital-post/1-missiv.pdf",
        "grannkommunen-digital-post/2-bn-2026-03-02-p2-utdrag.pdf",
        "rektor-overlamning.pdf",
        "revision-epost.eml",
        "teknik-epost.eml",
    ];
    assert_eq!(office.files(&Office::folder(2)), below(&two, 2));
    // How to appeal goes with what only some may appeal, from when they got it.
    let done = office.send(3, &["--mottagare", "sokanden", "--mottagare", "skyddad-granne"]);
    assert_eq!(done.status, 0, "{done:?}");
    let three = [
        "bn-2026-03-02-p3-overklagandehanvisning.pdf",
        "bn-2026-03-02-p3-utdrag.pdf",
        "bn-2026-03-02-p3-utdrag.tlog-proof",
        "skyddad-granne-delgivning.pdf",
        "sokanden-delgivning.pdf",
    ];
    assert_eq!(office.files(&Office::folder(3)), below(&three, 3));
}

/// Words of a first page with where they stand, in millimetres from its upper left corner.
fn words(file: &Path) -> Vec<(f64, f64, String)> {
    let read = std::process::Command::new("pdftotext").args(["-l", "1", "-bbox"]).arg(file).arg("-").output().unwrap();
    let text = String::from_utf8(read.stdout).unwrap();
    let number = |line: &str, key: &str| -> f64 {
        let after = line.split(&format!("{key}=\"")).nth(1).unwrap();
        after.split('"').next().unwrap().parse::<f64>().unwrap() * 25.4 / 72.0
    };
    let lines = text.lines().filter(|line| line.trim_start().starts_with("<word"));
    let word = |line: &str| line.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
    // The middle of a word's height: a font's box is higher than its letters.
    lines
        .map(|line| (number(line, "xMin"), f64::midpoint(number(line, "yMin"), number(line, "yMax")), word(line)))
        .collect()
}

#[test]
#[ignore = "needs openssl and poppler: run tests/run"]
fn the_address_stands_where_the_handbook_says_and_alone() {
    let office = Office::new();
    let _ = office.send(2, &["--mottagare", "foreningen"]);
    let all = words(&office.path(&Office::folder(2)).join("foreningen-missiv.pdf"));
    let inside = |(x, y, _): &&(f64, f64, String)| (114.9..195.0).contains(x) && (43.0..84.0).contains(y);
    let shown: Vec<&str> = all.iter().filter(inside).map(|(_, _, word)| word.as_str()).collect();
    let address = "Lillsjö hembygdsförening c/o Agda Strömkvist Sjövägen 14 999 12 Lillsjö";
    assert_eq!(shown.join(" "), address);
    let first = all.iter().find(inside).unwrap();
    assert!((first.0 - 115.0).abs() < 0.2 && first.1 < 47.0, "{first:?}");
    let last = all.iter().rfind(inside).unwrap();
    assert!(last.1 < 62.0, "four lines end above 62 mm: {last:?}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_is_secret_protected_or_a_personnummer_is_in_no_mail() {
    let office = Office::new();
    let codes = [(3, "skyddad-i-utdraget"), (4, "sekretess-epost"), (5, "personnummer")];
    for (paragraf, code) in codes {
        let done = office.send(paragraf, &[]);
        assert_eq!(done.status, 1, "{done:?}");
        assert!(done.outcomes().contains(&"ekonomi stoppat".to_owned()), "{done:?}");
        assert!(done.stderr.contains(&format!("fel[{code}]")), "{}", done.stderr);
        assert!(done.outcomes().iter().any(|row| row.ends_with("framtaget")), "the others get theirs: {done:?}");
        assert!(!done.stderr.contains("9876"), "the number is not repeated: {}", done.stderr);
    }
    let mail: Vec<String> = office
        .files("utskick")
        .into_iter()
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "eml"))
        .collect();
    assert!(mail.is_empty(), "{mail:?}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_extract_that_was_cancelled_is_not_sent_and_its_recipients_wait_again() {
    let office = Office::new();
    let _ = office.send(6, &[]);
    let waits = |office: &Office| office.missing().contains("§ 6");
    assert!(!waits(&office));
    let made = office.utdrag(&["register", "lista", "--händelse", "bestyrkt", "--json"]);
    let posts = made.json();
    let of_six = posts.as_array().unwrap().iter().find(|one| one["handling"] == "bn-2026-03-02-p6-utdrag").unwrap();
    let number = format!("BN {}:{}", of_six["lopnummer"]["ar"], of_six["lopnummer"]["nummer"]);
    let cancel = ["register", "makulera", &number, "--skäl", "fel paragraf", "--som", "Ylva Sandmark"];
    let done = office.utdrag(&cancel);
    assert_eq!(done.status, 0, "{done:?}");
    let refused = office.send(6, &["--igen", "behövs"]);
    assert!(refused.status == 1 && refused.stderr.contains("utdrag-makulerat"), "{refused:?}");
    assert!(refused.stderr.contains("fel paragraf"), "{refused:?}");
    assert!(waits(&office));
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_is_not_a_certified_extract_of_here_is_not_sent() {
    let office = Office::new();
    let refused = |name: &str| {
        let done = office.utdrag(&["expediera", name, "--som", "Ylva Sandmark"]);
        assert_eq!(done.status, 1, "{done:?}");
        done.stderr.split(['[', ']']).nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(refused("out/bn-2026-03-02-p2-utdrag.pdf"), "inte-bestyrkt");
    assert_eq!(refused("out/bn-2026-03-02-protokoll.pdf"), "inte-bestyrkt");
    let other = office.path("annat.db");
    let mut register = utdrag::register::open_with(&other, &utdrag::register::Settings::beside(&other)).unwrap();
    let post = Post {
        handelse: Handelse::Nummer,
        nar: "2026-03-20T10:00:00Z".parse().unwrap(),
        vem: "Ylva Sandmark".to_owned(),
        organ: "bn".to_owned(),
        sammantrade: None,
        paragrafer: Vec::new(),
        lopnummer: None,
        handling: "annat".to_owned(),
        filer: vec![Fil { namn: "annat.pdf".to_owned(), sha256: "ab".repeat(32) }],
        uppgifter: std::collections::BTreeMap::new(),
    };
    let number = register.take_number(&post).unwrap();
    register.append(&[Post { handelse: Handelse::Bestyrkt, lopnummer: Some(number), ..post }]).unwrap();
    drop(register);
    let unknown = office.send(2, &["--register", "annat.db"]);
    assert!(unknown.status == 1 && unknown.stderr.contains("utdrag-inte-i-registret"), "{unknown:?}");
    utdrag::register::open(&office.path("tomt.db")).unwrap();
    let empty = office.send(2, &["--register", "tomt.db"]);
    assert!(empty.status == 1 && empty.stderr.contains("utdrag-inte-i-registret"), "{empty:?}");
    let trial = office.send(2, &["--register", "prov.db", "--prov"]);
    assert!(trial.status == 4 && trial.stderr.contains("register-saknas"), "{trial:?}");
    let (register, away) = (office.path("register.db"), office.path("undan.db"));
    fs::copy(&register, &away).unwrap();
    fs::remove_file(&register).unwrap();
    for more in [&[][..], &["--prov"]] {
        let none = office.send(2, more);
        assert!(none.status == 4 && none.stderr.contains("register-saknas"), "{none:?}");
        assert!(!register.exists(), "an empty one would stand in the way of what is in earnest");
    }
    let looked = office.send(2, &["--visa"]);
    assert!(looked.status == 4 && looked.stderr.contains("register-saknas"), "{looked:?}");
    fs::copy(&away, &register).unwrap();
    let path = office.path(&Office::extract(2));
    let mut bytes = fs::read(&path).unwrap();
    *bytes.get_mut(20_000).unwrap() ^= 1;
    keep(&path, &bytes);
    assert_eq!(refused(&Office::extract(2)), "utdrag-ogiltigt");
    office.edit(
        "bn-2026-03-02.toml",
        "rubrik = \"Ägarbyte\"",
        "rubrik = \"Ägarbyte\"\nsekretess = { lagrum = \"21 kap. 3 § OSL\" }",
    );
    assert_eq!(refused(&Office::extract(5)), "sekretess-skiljer");
    fs::remove_file(office.path("bn-2026-03-02.toml")).unwrap();
    assert_eq!(refused(&Office::extract(6)), "fall-saknas");
    assert!(office.files("utskick").is_empty());
}
