//! A register that two workspaces share, a workspace that was copied, and a register that nothing has decided yet.

use std::fs;
use std::process::Stdio;

use crate::office::{Office, Server, done};

/// A second workspace with the same minutes, extracts and case, and no register of its own.
fn without_register() -> Office {
    let office = Office::new();
    for end in ["db", "nyckel", "vkey", "vakt"] {
        fs::remove_file(office.path("register").with_extension(end)).unwrap();
    }
    office
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn two_workspaces_with_one_register_send_nobody_two() {
    let (office, other) = (Office::new(), without_register());
    let server = Server::start(&office, &[]);
    for one in [&office, &other] {
        one.reach(server.port);
    }
    let register = office.path("register.db");
    let file = Office::extract(2);
    let args = ["expediera", &file, "--som", "Ylva Sandmark", "--json", "--register", register.to_str().unwrap()];
    let start = |one: &Office| one.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let runs: Vec<_> = [&office, &other, &office, &other].map(start).into_iter().collect();
    let ended: Vec<_> = runs.into_iter().map(|run| done(run.wait_with_output().unwrap())).collect();
    let mut taken = server.taken();
    taken.sort();
    assert_eq!(taken, ["ekonomi", "revision", "teknik"], "{ended:?}");
    for one in ended.iter().filter(|one| one.status != 0) {
        assert!(one.status == 4 && one.stderr.contains("annan-korning"), "{one:?}");
    }
    let again = done(other.command(&args).output().unwrap());
    assert!(again.outcomes().contains(&"teknik redan".to_owned()), "{again:?}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn numbers_from_two_workspaces_are_one_series_under_one_watch() {
    let (office, other) = (Office::new(), without_register());
    // The register says where its watch is, whoever writes in it.
    office.edit("myndighet.toml", "\n[texter]", "\n[register]\nvakt = \"vakt/register.vakt\"\n\n[texter]");
    fs::create_dir(office.path("vakt")).unwrap();
    let register = office.path("register.db");
    let certify = |one: &Office, out: &str| {
        let minutes = "out/bn-2026-03-02-protokoll.pdf";
        let who = ["--som", "Ylva Sandmark", "--nyckel", "Lillsjö kommun.p12", "--ut", out];
        let which = ["bestyrk", minutes, "--paragraf", "6", "--register", register.to_str().unwrap()];
        let made = one.utdrag(&[which.as_slice(), &who].concat());
        assert_eq!(made.status, 0, "{made:?}");
    };
    certify(&office, "a");
    fs::copy(&register, office.path("kopia")).unwrap();
    certify(&other, "b");
    certify(&office, "c");
    let all = office.utdrag(&["register", "lista", "--händelse", "nummer", "--json"]).json();
    let numbers: Vec<u64> =
        all.as_array().unwrap().iter().map(|one| one["lopnummer"]["nummer"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=9).collect::<Vec<_>>());
    // What the other workspace entered is watched too: a backup from before it is noticed.
    fs::copy(office.path("kopia"), &register).unwrap();
    let minutes = "out/bn-2026-03-02-protokoll.pdf";
    let back = ["bestyrk", minutes, "--paragraf", "6", "--som", "Ylva Sandmark", "--nyckel", "Lillsjö kommun.p12"];
    let refused = office.utdrag(&[back.as_slice(), &["--ut", "d"]].concat());
    assert!(refused.status == 4 && refused.stderr.contains("register-aterstallt"), "{refused:?}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_copied_workspace_gives_out_no_number_while_the_first_is_there() {
    let office = Office::new();
    assert_eq!(office.send(6, &["--bara-filer"]).status, 0, "it is at home now");
    let copy = Office::new();
    for end in ["db", "nyckel", "vkey"] {
        let name = format!("register.{end}");
        fs::copy(office.path(&name), copy.path(&name)).unwrap();
    }
    let minutes = "out/bn-2026-03-02-protokoll.pdf";
    let who = ["--som", "Ylva Sandmark", "--nyckel", "Lillsjö kommun.p12", "--ut", "nya"];
    let certify = [&["bestyrk", minutes, "--paragraf", "6"], who.as_slice()].concat();
    let refused = copy.utdrag(&certify);
    assert!(refused.status == 4 && refused.stderr.contains("fel[register-kopia]"), "{refused:?}");
    let sent = copy.send(2, &["--bara-filer"]);
    assert!(sent.status == 4 && sent.stderr.contains("fel[register-kopia]"), "{sent:?}");
    assert_eq!(copy.utdrag(&["register", "kontrollera"]).status, 0, "looking is free");
    assert_eq!(office.utdrag(&certify).status, 0);
    // Moved, it is the register.
    fs::copy(office.path("register.db"), copy.path("register.db")).unwrap();
    fs::remove_file(office.path("register.db")).unwrap();
    assert_eq!(copy.send(2, &["--bara-filer"]).status, 0);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_is_refused_decides_nothing_in_an_empty_register() {
    let office = Office::new();
    assert_eq!(
        office.utdrag(&["register", "ny", "--register", "tomt/register.db"]).status,
        4,
        "the folder is not there"
    );
    fs::create_dir(office.path("tomt")).unwrap();
    assert_eq!(office.utdrag(&["register", "ny", "--register", "tomt/register.db"]).status, 0);
    for more in [&["--prov"][..], &[]] {
        let file = Office::extract(2);
        let args = ["expediera", &file, "--som", "Ylva Sandmark", "--register", "tomt/register.db"];
        let refused = office.utdrag(&[&args, more].concat());
        assert!(refused.status == 1 && refused.stderr.contains("utdrag-inte-i-registret"), "{refused:?}");
    }
    let register = rusqlite::Connection::open(office.path("tomt/register.db")).unwrap();
    let kinds: i64 =
        register.query_row("SELECT count(*) FROM huvud WHERE nyckel = 'slag'", [], |row| row.get(0)).unwrap();
    let entries: i64 = register.query_row("SELECT count(*) FROM post", [], |row| row.get(0)).unwrap();
    assert_eq!((kinds, entries), (0, 0));
}
