//! The notice board over weeks: posted, posted again, taken down, with what the register and the feed say each day.

use std::fs;
use std::path::Path;

use super::run::{Desk, Done};

const CASE: &str = "min nämnd/ks-2026-03-02.toml";

/// A workspace whose meeting was adjusted in another service on 9 March.
fn adjusted() -> Desk {
    let desk = Desk::with_workspace();
    desk.edit(CASE, "senast = 2026-03-09", "datum = 2026-03-09 # var: senast");
    desk
}

/// `utdrag anslag ..` at noon of a day.
fn anslag(desk: &Desk, day: &str, args: &[&str]) -> Done {
    let args: Vec<&str> = [&["anslag"], args].concat();
    desk.run_in("min nämnd", &args, &[("UTDRAG_TID".to_owned(), format!("{day}T11:00:00Z"))])
}

fn post(desk: &Desk, day: &str, more: &[&str]) -> Done {
    anslag(desk, day, &[&["ks-2026-03-02.toml", "--datum", day, "--som", "Ylva Sandmark", "--prov"], more].concat())
}

fn take_down(desk: &Desk, today: &str, day: &str) -> Done {
    anslag(desk, today, &["ks-2026-03-02.toml", "--nedtaget", day, "--som", "Ylva Sandmark"])
}

fn code(done: &Done) -> String {
    let line = done.stderr.lines().next().unwrap_or_default();
    line.split(['[', ']']).nth(1).unwrap_or_default().to_owned()
}

fn feed(desk: &Desk) -> String {
    fs::read_to_string(desk.path("min nämnd/anslag/anslag.atom")).unwrap()
}

#[test]
fn a_notice_is_up_until_the_time_has_run_out_and_no_longer_than_is_said() {
    let desk = adjusted();
    let to_come =
        anslag(&desk, "2026-03-09", &["ks-2026-03-02.toml", "--datum", "2026-03-10", "--som", "Ylva Sandmark"]);
    assert_eq!((to_come.status, code(&to_come).as_str()), (1, "anslag-i-framtiden"));
    assert!(!desk.path("min nämnd/anslag").exists(), "nothing is made");
    assert!(anslag(&desk, "2026-03-10", &["--idag"]).stdout.contains("justerat 2026-03-09, anslås senast 2026-03-11"));
    let done = post(&desk, "2026-03-10", &[]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    assert_eq!(feed(&desk).matches("<entry>").count(), 1);
    assert!(anslag(&desk, "2026-03-31", &["--idag"]).stdout.contains("tas ned tidigast 2026-04-01"));
    let early = take_down(&desk, "2026-03-31", "2026-03-31");
    assert_eq!((early.status, code(&early).as_str()), (1, "nedtaget-for-tidigt"));
    let coming = take_down(&desk, "2026-03-31", "2026-04-02");
    assert_eq!((coming.status, code(&coming).as_str()), (1, "nedtaget-i-framtiden"));
    let today = anslag(&desk, "2026-04-01", &["--idag"]).stdout;
    assert!(today.contains("sista dag för överklagande var 2026-03-31"), "{today}");
    assert_eq!(take_down(&desk, "2026-04-01", "2026-04-01").status, 0);
    assert!(desk.path("min nämnd/anslag/ks-2026-03-02-anslagsbevis.pdf").exists());
    assert_eq!(feed(&desk).matches("<entry>").count(), 0);
    let again = take_down(&desk, "2026-04-02", "2026-04-02");
    assert_eq!((again.status, code(&again).as_str()), (1, "redan-nedtaget"));
    assert!(!anslag(&desk, "2026-04-02", &["--idag"]).stdout.contains("Kommunstyrelsen"));
}

#[test]
fn the_same_minutes_are_posted_again_only_with_a_reason_beside_the_old_files() {
    let desk = adjusted();
    assert_eq!(post(&desk, "2026-03-10", &[]).status, 0);
    let first = fs::read(desk.path("min nämnd/anslag/ks-2026-03-02-anslag.json")).unwrap();
    let again = post(&desk, "2026-03-20", &[]);
    assert_eq!((again.status, code(&again).as_str()), (1, "redan-anslaget"));
    assert!(!again.stderr.contains("laga kraft"));
    let reason = post(&desk, "2026-03-20", &["--igen", "Anslaget försvann från webbplatsen den 15 mars."]);
    assert_eq!(reason.status, 0, "{}", reason.stderr);
    assert!(reason.stdout.contains("2026-04-10 fredag"), "{}", reason.stdout);
    assert_eq!(fs::read(desk.path("min nämnd/anslag/ks-2026-03-02-anslag.json")).unwrap(), first);
    assert!(desk.path("min nämnd/anslag/ks-2026-03-02-anslag-2.pdf").exists());
    // The later notice is the one that is up.
    assert_eq!(feed(&desk).matches("<entry>").count(), 1);
    let today = anslag(&desk, "2026-04-10", &["--idag"]).stdout;
    assert!(today.contains("tas ned tidigast 2026-04-11") && !today.contains("2026-03-31"), "{today}");
    let early = take_down(&desk, "2026-04-10", "2026-04-10");
    assert_eq!((early.status, code(&early).as_str()), (1, "nedtaget-for-tidigt"));
}

#[test]
fn a_certificate_is_of_the_notice_that_was_registered_and_no_other() {
    let desk = adjusted();
    assert_eq!(post(&desk, "2026-03-10", &[]).status, 0);
    desk.edit("min nämnd/anslag/ks-2026-03-02-anslag.json", "2026-03-10", "2026-03-01");
    let forged = take_down(&desk, "2026-04-01", "2026-04-01");
    assert_eq!((forged.status, code(&forged).as_str()), (1, "anslag-fil-andrad"));
    assert!(!desk.path("min nämnd/anslag/ks-2026-03-02-anslagsbevis.pdf").exists());
}

#[test]
fn a_notice_that_cannot_be_registered_is_not_left_as_if_it_were() {
    let desk = adjusted();
    desk.write("min nämnd/register.db", b"not a register");
    let done = post(&desk, "2026-03-10", &[]);
    assert_eq!(done.status, 4, "{}", done.stderr);
    assert_eq!(desk.names("min nämnd/anslag"), [".utdrag"]);
}

#[test]
fn minutes_that_all_have_signed_are_announced_from_their_last_signature_and_others_are_not() {
    let desk = Desk::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"), &desk, "min nämnd");
    assert_eq!(desk.utdrag(&["demo", "--ut", "min nämnd/out"]).status, 0);
    // Wherever in the workspace the signed minutes lie, they are to be posted.
    let waits =
        || anslag(&desk, "2026-03-19", &["--idag"]).stdout.contains("Regionstyrelsen 2026-03-11: justerat 2026-03-18");
    assert!(waits());
    fs::create_dir_all(desk.path("min nämnd/arkiv/2026")).unwrap();
    moved(&desk.path("min nämnd/out"), &desk.path("min nämnd/arkiv/2026/mars"));
    assert!(waits());
    moved(&desk.path("min nämnd/arkiv/2026/mars"), &desk.path("annanstans"));
    assert!(!waits());
    let there = desk.path("annanstans");
    let asked = anslag(&desk, "2026-03-19", &["--idag", "--ut", there.to_str().unwrap()]);
    assert!(asked.stdout.contains("Regionstyrelsen 2026-03-11: justerat 2026-03-18"), "{}", asked.stdout);
    moved(&there, &desk.path("min nämnd/out"));
    assert_eq!(desk.utdrag(&["skapa", "min nämnd", "--ut", "min nämnd/osignerat"]).status, 0);
    let announced = |file: &str, day: &str, more: &[&str]| {
        anslag(&desk, day, &[&[file, "--datum", day, "--som", "Åsa Renvide"], more].concat())
    };
    let unsigned = announced("osignerat/rs-2026-03-11-protokoll.pdf", "2026-03-19", &[]);
    assert_eq!((unsigned.status, code(&unsigned).as_str()), (1, "inte-justerat"), "{}", unsigned.stderr);
    let extract = announced("out/rs-2026-03-11-p34-utdrag.pdf", "2026-03-19", &[]);
    assert_eq!((extract.status, code(&extract).as_str()), (1, "inget-protokoll"), "{}", extract.stderr);
    let before = announced("out/rs-2026-03-11-protokoll.pdf", "2026-03-19", &[]);
    assert_eq!((before.status, code(&before).as_str()), (1, "omedelbar-utan-anslag"), "{}", before.stderr);
    let own = announced("out/rs-2026-03-11-p36-omedelbar.pdf", "2026-03-19", &[]);
    assert_eq!((own.status, own.stderr.as_str()), (0, ""));
    let whole = announced("out/rs-2026-03-11-protokoll.pdf", "2026-03-19", &["--json"]);
    assert_eq!((whole.status, whole.stderr.as_str()), (0, ""));
    let notice: serde_json::Value = serde_json::from_str(&whole.stdout).unwrap();
    let said = |key: &str| notice.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    assert_eq!((said("justerat"), said("sista_overklagandedag")), ("2026-03-18".to_owned(), "2026-04-09".to_owned()));
    assert!(notice.get("prov").and_then(serde_json::Value::as_bool).unwrap());
    for file in ["anslag/rs-2026-03-11-anslag.json", "anslag/rs-2026-03-11-anslag.html", "anslag/anslag.atom"] {
        let text = fs::read_to_string(desk.path("min nämnd").join(file)).unwrap();
        assert!(!text.contains("RS/15/2026") && !text.to_lowercase().contains("laga kraft"), "{file}");
    }
    // The boards of the others are in the case; the time runs from the last.
    let joint = announced("out/ghf-2026-05-07-protokoll.pdf", "2026-05-18", &[]);
    assert_eq!(joint.status, 0, "{}", joint.stderr);
    assert!(joint.stdout.contains("2026-06-08 måndag"), "{}", joint.stdout);
    let tampered = desk.path("min nämnd/out/hsn-2026-03-25-protokoll.pdf");
    let mut bytes = fs::read(&tampered).unwrap();
    *bytes.get_mut(9_000).unwrap() ^= 1;
    desk.write("min nämnd/out/hsn-2026-03-25-protokoll.pdf", &bytes);
    assert_eq!(announced("out/hsn-2026-03-25-protokoll.pdf", "2026-04-01", &[]).status, 1);
}

#[test]
fn two_workspaces_with_one_register_post_the_same_minutes_once() {
    let desk = adjusted();
    copy(&desk.path("min nämnd"), &desk, "den andra");
    let register = desk.path("gemensamt.db");
    let args = |more: &[&str]| {
        let all = ["anslag", "ks-2026-03-02.toml", "--datum", "2026-03-10", "--som", "Ylva Sandmark", "--prov"];
        let own = ["--register", register.to_str().unwrap()].map(str::to_owned);
        all.iter().chain(more).map(|one| (*one).to_owned()).chain(own).collect::<Vec<_>>()
    };
    assert_eq!(desk.utdrag(&["register", "ny", "--register", "gemensamt.db"]).status, 0);
    let start = |folder: &str| {
        let mut command = desk.command(folder);
        command.args(args(&[])).env("UTDRAG_TID", "2026-03-10T11:00:00Z");
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let runs = ["min nämnd", "den andra", "min nämnd", "den andra"].map(start);
    let codes: Vec<Option<i32>> = runs.map(|run| run.wait_with_output().unwrap().status.code()).into();
    assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 1 | 4))), "{codes:?}");
    for folder in ["min nämnd", "den andra"] {
        let again = start(folder).wait_with_output().unwrap();
        let said = String::from_utf8(again.stderr).unwrap();
        assert!(again.status.code() == Some(1) && said.contains("fel[redan-anslaget]"), "{said}");
    }
}

#[test]
fn minutes_that_only_the_register_knows_as_signed_are_asked_for() {
    use utdrag::register::{self, Fil, Handelse, Post, Register as _};
    let desk = Desk::with_workspace();
    let mut register = register::open(&desk.path("min nämnd/register.db")).unwrap();
    let post = Post {
        handelse: Handelse::Undertecknad,
        nar: "2026-03-09T10:00:00Z".parse().unwrap(),
        vem: "Ylva Sandmark".to_owned(),
        organ: "ks".to_owned(),
        sammantrade: Some("2026-03-02".to_owned()),
        paragrafer: Vec::new(),
        lopnummer: None,
        handling: "ks-2026-03-02-protokoll".to_owned(),
        filer: vec![Fil { namn: "ks-2026-03-02-protokoll.pdf".to_owned(), sha256: "ab".repeat(32) }],
        uppgifter: std::collections::BTreeMap::new(),
    };
    register.append(&[post]).unwrap();
    drop(register);
    let done = anslag(&desk, "2026-03-10", &["--idag"]);
    assert!(done.status == 0 && done.stderr.contains("varning[protokoll-saknas]"), "{}", done.stderr);
    assert!(done.stderr.contains("undertecknat av Ylva Sandmark"), "{}", done.stderr);
}

#[expect(clippy::disallowed_methods, reason = "a user moves a folder")]
fn moved(from: &Path, to: &Path) {
    fs::rename(from, to).unwrap();
}

fn copy(from: &Path, desk: &Desk, to: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{to}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            copy(&path, desk, &name);
        } else {
            desk.write(&name, &fs::read(&path).unwrap());
        }
    }
}
