//! A register that is gone, older than it was, copied, or on another computer: every command says so, and none gives out a
//! number twice or says that what is sent waits.

use std::fs;

use super::register::{EXTRACT, MINUTES, certify, run, signed};
use super::run::{Desk, Done};

/// With a register whose watch is where it usually is, outside the workspace.
fn office() -> Desk {
    let desk = signed();
    desk.edit("ks/myndighet.toml", "nyckel = \"nycklar/register.nyckel\"\nvakt = \"nycklar/register.vakt\"", "");
    desk
}

/// The numbers that were taken.
fn numbers(desk: &Desk) -> Vec<String> {
    let done = run(desk, &["register", "lista", "--handelse", "nummer", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    let number = |post: &serde_json::Value| post.pointer("/lopnummer/nummer").map(ToString::to_string);
    all.as_array().unwrap().iter().filter_map(number).collect()
}

fn says(done: &Done, status: i32, words: &[&str]) {
    assert_eq!(done.status, status, "{} {}", done.stdout, done.stderr);
    for word in words {
        assert!(done.stderr.contains(word) || done.stdout.contains(word), "{word}: {} {}", done.stdout, done.stderr);
    }
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_register_that_is_gone_is_told_by_every_command_and_none_begins_anew() {
    let desk = office();
    assert_eq!(certify(&desk, "ut1").status, 0);
    fs::copy(desk.path("ks/register.db"), desk.path("undan.db")).unwrap();
    fs::remove_file(desk.path("ks/register.db")).unwrap();
    let gone = ["fel[register-saknas]", "vakten har sett", "senast RS 2", "återuppta"];
    let file = format!("ut1/{EXTRACT}");
    says(&run(&desk, &["expediera", "--saknas"]), 4, &gone);
    says(&run(&desk, &["anslag", "--idag"]), 4, &gone);
    says(&run(&desk, &["register", "lista"]), 4, &gone);
    says(&run(&desk, &["expediera", &file, "--som", "Åsa Renvide", "--prov"]), 4, &gone);
    says(&certify(&desk, "ut2"), 4, &gone);
    let made = run(&desk, &["skapa", "rs-2026-03-11.toml", "--prov", "--handling", "protokoll"]);
    says(&made, 0, &["varning[register-saknas]", "det som görs nu förs inte in"]);
    assert!(!desk.path("ks/register.db").exists() && !desk.path("ks/ut2").exists(), "and nothing is left behind");
    fs::copy(desk.path("undan.db"), desk.path("ks/register.db")).unwrap();
    assert_eq!(certify(&desk, "ut2").status, 0);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_older_copy_answers_nobody_that_what_is_sent_waits_and_goes_on_when_somebody_says_so() {
    let desk = office();
    assert_eq!(certify(&desk, "ut1").status, 0);
    fs::copy(desk.path("ks/register.db"), desk.path("kopia.db")).unwrap();
    assert_eq!(certify(&desk, "ut2").status, 0);
    fs::copy(desk.path("kopia.db"), desk.path("ks/register.db")).unwrap();
    for args in [&["expediera", "--saknas"][..], &["anslag", "--idag"]] {
        says(&run(&desk, args), 4, &["fel[register-aterstallt]"]);
    }
    says(&run(&desk, &["register", "lista"]), 0, &["varning[register-aterstallt]", "bestyrkt"]);
    // Looking does nothing.
    let shown = run(&desk, &["register", "ateruppta"]);
    says(&shown, 0, &["Vakten har sett", "utgivna, men som registret inte känner: RS 2", ":2.", "Inget är gjort"]);
    says(&certify(&desk, "ut3"), 4, &["fel[register-aterstallt]"]);
    let utan = run(&desk, &["register", "ateruppta", "--utfor", "--skal", " ", "--som", "Åsa Renvide"]);
    says(&utan, 2, &["fel[skal-saknas]"]);
    let done =
        run(&desk, &["register", "ateruppta", "--utfor", "--skal", "disken gick sönder", "--som", "Åsa Renvide"]);
    says(&done, 0, &["Registret är återupptaget", "--för-hand"]);
    assert_eq!(certify(&desk, "ut3").status, 0);
    assert_eq!(numbers(&desk), ["1", "2", "3"], "2 is taken, and not given again");
    says(&run(&desk, &["register", "kontrollera"]), 0, &["varning[registret-anmarkning]", "Åsa Renvide fortsatte"]);
    says(&run(&desk, &["register", "ateruppta"]), 1, &["fel[inget-saknas]"]);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn on_another_computer_nothing_is_given_out_before_somebody_has_looked_at_the_last_entry() {
    let desk = office();
    assert_eq!(certify(&desk, "ut1").status, 0);
    fs::copy(desk.path("ks/register.db"), desk.path("kopia.db")).unwrap();
    assert_eq!(certify(&desk, "ut2").status, 0);
    fs::copy(desk.path("kopia.db"), desk.path("ks/register.db")).unwrap();
    fs::remove_dir_all(desk.path(".tillstand")).unwrap();
    says(&certify(&desk, "ut3"), 4, &["fel[vakt-saknas]", "den sista posten är post", "bestyrkt, RS 2"]);
    // The receipt beside the second extract knows what the copy does not.
    says(&run(&desk, &["register", "ateruppta"]), 0, &["utgivna, men som registret inte känner: RS 2", ":2."]);
    let done = run(&desk, &["register", "ateruppta", "--utfor", "--skal", "ny dator", "--som", "Åsa Renvide"]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert_eq!(certify(&desk, "ut3").status, 0);
    assert_eq!(numbers(&desk), ["1", "2", "3"]);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_copy_of_the_workspace_that_was_practised_in_is_named_by_the_first() {
    let desk = office();
    assert_eq!(certify(&desk, "ut1").status, 0);
    let copied = std::process::Command::new("cp").args(["-r"]).arg(desk.path("ks")).arg(desk.path("ova")).status();
    assert!(copied.unwrap().success());
    let args = ["bestyrk", MINUTES, "--paragraf", "36", "--som", "Åsa Renvide", "--nyckel", "s.p12", "--ut", "ut2"];
    assert_eq!(desk.run_in("ova", &args, &[]).status, 0, "trials may be practised anywhere");
    says(&certify(&desk, "ut3"), 4, &["mappen är kopierad, och registret har sedan förts i", "ova/register.db"]);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_is_certified_already_is_said_and_what_cannot_be_undone_wants_a_name_and_a_reason() {
    let desk = office();
    assert_eq!(certify(&desk, "ut1").status, 0);
    says(&certify(&desk, "ut1"), 1, &["fel[redan-bestyrkt]", "är bestyrkt som RS 2", "utdrag expediera ut1/"]);
    says(&certify(&desk, "ut2"), 0, &["varning[bestyrkt-forut]", "§ 36 är redan bestyrkt som RS 2"]);
    let cancel = |skal: &str, som: &str| {
        let year = utdrag::clock::now().in_tz("Europe/Stockholm").unwrap().year();
        run(&desk, &["register", "makulera", &format!("RS {year}:1"), "--skal", skal, "--som", som])
    };
    says(&cancel("", "Åsa Renvide"), 2, &["fel[skal-saknas]"]);
    says(&cancel("fel paragraf", ""), 2, &["fel[vem-saknas]"]);
    says(&cancel("fel paragraf", "G"), 2, &["\"G\" är inget helt namn"]);
    says(&cancel("fel paragraf", "Åsa Renvid"), 0, &["varning[vem-okand]", "Åsa Renvide"]);
    let receipt = run(&desk, &["register", "kvitto", &format!("ut1/{EXTRACT}")]);
    says(&receipt, 0, &["varning[utdrag-makulerat]", ":1 är makulerat sedan"]);
    says(&run(&desk, &["register", "lista", "--organ", "regionstyrelsen"]), 1, &["fel[organ-okant]", "--organ rs"]);
    desk.edit("ks/myndighet.toml", "id = \"rs\"", "id = \"reg\"");
    desk.edit("ks/rs-2026-03-11.toml", "organ = \"rs\"", "organ = \"reg\"");
    says(&certify(&desk, "ut3"), 1, &["fel[organ-id-andrat]", "skriv id = \"rs\" igen"]);
}
