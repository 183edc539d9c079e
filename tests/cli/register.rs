//! The chain as a secretary runs it: minutes made, signed and certified with throwaway keys, and the register that follows.

#![expect(clippy::indexing_slicing, reason = "in a test an entry that is not there is a failure with its own words")]

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::run::{Desk, Done};

pub(super) const MINUTES: &str = "out/rs-2026-03-11-p36-omedelbar.pdf";
pub(super) const EXTRACT: &str = "rs-2026-03-11-p36-utdrag.pdf";

/// The shipped workspace with § 36 of a meeting signed by those who must, and a seal.
pub(super) fn signed() -> Desk {
    let desk = Desk::new();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    assert!(Command::new("cp").args(["-r", shipped]).arg(desk.path("ks")).status().unwrap().success());
    let settings = fs::read_to_string(desk.path("ks/myndighet.toml")).unwrap();
    // No timestamping service answers here, and the keys are made now.
    let kept: Vec<&str> = settings
        .split("\n\n")
        .filter(|part| !part.contains("[tidsstampel]") && !part.contains("[[undertecknare]]"))
        .collect();
    desk.write("ks/myndighet.toml", kept.join("\n\n").as_bytes());
    let made = run(&desk, &["skapa", "rs-2026-03-11.toml", "--prov", "--handling", "omedelbar"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    for (name, key) in
        [("Åsa Renvide", "a"), ("Karin Vallströmmer", "b"), ("Annika Björkvall", "c"), ("Region Fjällmarken", "s")]
    {
        key_for(&desk, name, key);
        if key != "s" {
            let key = format!("{key}.p12");
            let done = run(&desk, &["justera", MINUTES, "--som", name, "--nyckel", &key]);
            assert_eq!(done.status, 0, "{}", done.stderr);
        }
    }
    desk
}

fn key_for(desk: &Desk, name: &str, file: &str) {
    let script = format!(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -days 36500 -subj '/OU=PROV/CN={name}' -keyout {file}.key -out {file}.pem && \
        openssl pkcs12 -export -inkey {file}.key -in {file}.pem -passout pass: -out {file}.p12"
    );
    let made = Command::new("sh").args(["-c", &script]).current_dir(desk.path("ks")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

pub(super) fn run(desk: &Desk, args: &[&str]) -> Done {
    desk.run_in("ks", args, &[])
}

pub(super) fn certify(desk: &Desk, out: &str) -> Done {
    run(desk, &["bestyrk", MINUTES, "--paragraf", "36", "--som", "Åsa Renvide", "--nyckel", "s.p12", "--ut", out])
}

fn listed(desk: &Desk) -> Vec<Value> {
    let done = run(desk, &["register", "lista", "--json"]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    // Hashes and moments are masked in what is compared with files; here the register itself is read.
    serde_json::from_str(&done.stdout).unwrap()
}

fn of(all: &[Value], handelse: &str) -> Vec<u64> {
    let found = all.iter().filter(|post| post["handelse"] == handelse);
    found.map(|post| post["lopnummer"]["nummer"].as_u64().unwrap()).collect()
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_extract_is_numbered_entered_receipted_cancelled_and_judged() {
    let desk = signed();
    let wrong = run(
        &desk,
        &["bestyrk", MINUTES, "--paragraf", "36", "--som", "Åsa Renvide", "--nyckel", "a.p12", "--ut", "fel"],
    );
    assert_eq!(wrong.status, 1, "{}", wrong.stderr);
    assert!(!desk.path("ks/register.db").exists() && !desk.path("ks/fel").exists(), "what is refused takes no number");
    let done = certify(&desk, "ut");
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(done.stderr.contains(" i registret."), "{}", done.stderr);
    assert_eq!(certify(&desk, "ut").status, 1, "a certified extract is not written over");
    assert_eq!(certify(&desk, "ut2").status, 0);
    let of_minutes = run(&desk, &["register", "kvitto", MINUTES]);
    assert_eq!(of_minutes.status, 1, "the minutes stand in the entry of the extract, which has the receipt");
    assert!(of_minutes.stderr.contains("är inget bestyrkt utdrag"), "{}", of_minutes.stderr);
    assert!(!desk.path("ks").join(MINUTES).with_extension("tlog-proof").exists());
    fs::remove_file(desk.path(&format!("ks/ut/{EXTRACT}")).with_extension("tlog-proof")).unwrap();
    assert_eq!(run(&desk, &["register", "kvitto", &format!("ut/{EXTRACT}")]).status, 0);
    let all = listed(&desk);
    assert_eq!((of(&all, "nummer"), of(&all, "bestyrkt")), (vec![1, 2], vec![1, 2]));
    let pem: String =
        ["a", "b", "c", "s"].map(|key| fs::read_to_string(desk.path(&format!("ks/{key}.pem"))).unwrap()).concat();
    desk.write("ks/rot.pem", pem.as_bytes());
    let file = format!("ut/{EXTRACT}");
    let judge = ["verifiera", &file, "--lita-pa", "rot.pem", "--lita-pa", "register.vkey", "--register", "register.db"];
    let judged = run(&desk, &judge);
    assert_eq!(judged.status, 0, "{}", judged.stdout);
    assert!(judged.stdout.contains("Kvittot visar att filen är RS 2"), "{}", judged.stdout);
    let dispatch = run(&desk, &["expediera", &file, "--som", "Åsa Renvide"]);
    assert!(dispatch.status == 1 && dispatch.stderr.contains("fel[register-prov]"), "{}", dispatch.stderr);
    assert!(dispatch.stderr.contains("--prov") && !dispatch.stderr.contains("flytta"), "{}", dispatch.stderr);
    let number =
        listed(&desk).iter().find(|post| post["handelse"] == "bestyrkt").unwrap()["lopnummer"]["ar"].to_string();
    let cancelled = run(
        &desk,
        &["register", "makulera", &format!("RS {number}:1"), "--skal", "fel paragraf", "--som", "Åsa Renvide"],
    );
    assert_eq!(cancelled.status, 0, "{}", cancelled.stderr);
    let judged = run(&desk, &judge);
    assert_eq!(judged.status, 1, "{}", judged.stdout);
    assert!(judged.stdout.contains(":1 är makulerat") && judged.stdout.contains("fel paragraf"), "{}", judged.stdout);
    let sealed = run(&desk, &["register", "kontrollpunkt", "--ut", "k", "--nyckel", "s.p12"]);
    assert_eq!(sealed.status, 0, "{}", sealed.stderr);
    let openssl =
        "openssl cms -verify -inform DER -binary -content k -in k.p7s -CAfile s.pem -purpose any -out /dev/null";
    let checked = Command::new("sh").args(["-c", openssl]).current_dir(desk.path("ks")).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert_eq!(run(&desk, &["register", "kontrollera", "--mot", "k"]).status, 0);
    fs::remove_file(desk.path("ks/k")).unwrap();
    let over = run(&desk, &["register", "kontrollpunkt", "--ut", "k", "--nyckel", "s.p12"]);
    assert!(over.status == 4 && over.stderr.contains("k.p7s finns redan"), "{}", over.stderr);
    assert!(!desk.path("ks/k").exists(), "nor is the half of it written");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn certifying_that_is_killed_leaves_the_register_whole() {
    let desk = signed();
    for at in 0..15_u64 {
        let out = format!("ut{at}");
        let mut command = desk.command("ks");
        command.args([
            "bestyrk",
            MINUTES,
            "--paragraf",
            "36",
            "--som",
            "Åsa Renvide",
            "--nyckel",
            "s.p12",
            "--ut",
            &out,
        ]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + at * 97 % 260));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(certify(&desk, "sist").status, 0);
    let all = listed(&desk);
    let taken = of(&all, "nummer");
    assert_eq!(taken, (1..=taken.len() as u64).collect::<Vec<_>>());
    let mut ended = [of(&all, "bestyrkt"), of(&all, "makulerad")].concat();
    ended.sort_unstable();
    assert_eq!(ended, taken, "every number is certified or cancelled");
    let seen = fs::read_dir(desk.path("ks")).unwrap().flatten().filter(|folder| folder.path().join(EXTRACT).exists());
    let seen: Vec<_> = seen.filter(|folder| folder.file_name() != "out").collect();
    assert_eq!(seen.len(), of(&all, "bestyrkt").len(), "every extract that is seen is entered");
    for folder in seen {
        let found = run(&desk, &["register", "sok", folder.path().join(EXTRACT).to_str().unwrap()]);
        assert_eq!(found.status, 0, "{}", found.stderr);
    }
    assert_eq!(run(&desk, &["register", "kontrollera"]).status, 0);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_older_copy_of_the_register_gives_out_no_number() {
    let desk = signed();
    assert_eq!(certify(&desk, "ut1").status, 0);
    fs::copy(desk.path("ks/register.db"), desk.path("ks/kopia")).unwrap();
    assert_eq!(certify(&desk, "ut2").status, 0);
    fs::copy(desk.path("ks/kopia"), desk.path("ks/register.db")).unwrap();
    let refused = certify(&desk, "ut3");
    assert_eq!(refused.status, 4, "{}", refused.stderr);
    assert!(refused.stderr.contains("fel[register-aterstallt]"), "{}", refused.stderr);
    assert!(!desk.path("ks/ut3").join(EXTRACT).exists());
    let audit = run(&desk, &["register", "kontrollera"]);
    assert_eq!(audit.status, 1, "{}", audit.stdout);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_extract_made_after_a_correction_takes_the_place_of_the_earlier_one() {
    let desk = signed();
    assert_eq!(certify(&desk, "ut1").status, 0);
    let case = fs::read_to_string(desk.path("ks/rs-2026-03-11.toml")).unwrap();
    let correction = "\n[[rattelse]]\ndatum = 2026-04-02\nparagraf = 36\nfran = \"kommunallagen\"\ntill = \"kommunallagen (2017:725)\"\n\
        grund = \"36 § förvaltningslagen (2017:900)\"\nbeslutad-av = [\"Karin Vallströmmer\"]\n";
    desk.write("ks/rs-2026-03-11.toml", (case + correction).as_bytes());
    let done = certify(&desk, "ut2");
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert_eq!(certify(&desk, "ut3").status, 0, "one more of the corrected §");
    let all = listed(&desk);
    let corrected: Vec<&Value> = all.iter().filter(|post| post["handelse"] == "rattad").collect();
    assert_eq!(corrected.len(), 1);
    assert_eq!(corrected[0]["lopnummer"]["nummer"], 1);
    assert!(corrected[0]["uppgifter"]["ersatts-av"].as_str().unwrap().ends_with(":2"));
    let first = all.iter().find(|post| post["handelse"] == "bestyrkt").unwrap();
    assert_eq!(corrected[0]["filer"], Value::from(vec![first["filer"][0].clone()]), "it is about the old file");
    let file = format!("ut1/{EXTRACT}");
    let judged = run(&desk, &["verifiera", &file, "--lita-pa", "s.pem", "--register", "register.db"]);
    assert!(judged.stdout.contains("En rättelse har gjorts efter bestyrkandet"), "{}", judged.stdout);
    assert!(judged.stdout.contains("Det nya utdraget är RS"), "{}", judged.stdout);
}

#[test]
fn a_set_time_reaches_only_a_register_of_trials_and_looking_decides_nothing() {
    let desk = Desk::new();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    assert!(Command::new("cp").args(["-r", shipped]).arg(desk.path("ks")).status().unwrap().success());
    assert_eq!(run(&desk, &["register", "ny"]).status, 0);
    let make = |more: &[&str], set: bool| {
        let args = [&["skapa", "rs-2026-03-11.toml", "--handling", "omedelbar"], more].concat();
        let time = ("UTDRAG_TID".to_owned(), "2026-03-18T11:00:00Z".to_owned());
        desk.run_in("ks", &args, if set { std::slice::from_ref(&time) } else { &[] })
    };
    let refused = make(&[], true);
    assert!(refused.stderr.contains("fel[tid-satt]"), "{}", refused.stderr);
    assert_eq!(listed(&desk), Vec::<Value>::new());
    assert_eq!(make(&["--prov"], true).status, 0, "nothing was decided by what was refused or looked at");
    let trials = listed(&desk).len();
    assert!(trials > 0);
    assert_eq!(make(&[], false).status, 0, "what is in earnest is made beside a register of trials");
    assert_eq!(listed(&desk).len(), trials, "and not entered in it");
}
