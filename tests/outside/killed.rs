//! A run that prepares a seal, puts it in or breaks it off is killed before every single time that it writes to the disk: the
//! number is then used by that very extract or cancelled with its reason, and nothing happens twice.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use utdrag::register::Handelse;

use crate::authority::Authority;
use crate::files::{done, read, root, run, say, text, utdrag, work};
use crate::waiting::Desk;

/// The library that kills, for one test: others run at the same time.
fn deadly(name: &str) -> PathBuf {
    let file = work(&format!("{name}-doden")).join("doden.so");
    let source = root().join("tests/outside/doden.c");
    done(Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&file).arg(source).arg("-ldl"));
    file
}

/// True when the command was killed at its `at`-th step; it must succeed when it has fewer.
fn is_killed(command: &mut Command, library: &Path, at: usize) -> bool {
    let output = run(command.env("LD_PRELOAD", library).env("DOD_VID", at.to_string()));
    assert!(output.status.code().is_none_or(|code| code == 0), "step {at}: {}", text(&output));
    output.status.code().is_none()
}

/// Every number that was taken has come to one end, and those cancelled say why.
fn each_number_has_one_end(desk: &Desk) -> BTreeMap<String, Handelse> {
    let mut ends = BTreeMap::new();
    let events = desk.events();
    for (number, event, why) in &events {
        if *event != Handelse::Nummer {
            assert_eq!(ends.insert(number.clone(), *event), None, "{number} came to two ends");
            assert!(*event != Handelse::Makulerad || why.is_some(), "{number} is cancelled without a reason");
        }
    }
    let taken = events.iter().filter(|(_, event, _)| *event == Handelse::Nummer).count();
    assert_eq!(taken, ends.len(), "a number was left: {events:?}");
    let said = done(utdrag().args(["register", "kontrollera", "--register"]).arg(desk.register()));
    assert!(!said.contains("fel["), "{said}");
    ends
}

#[test]
#[ignore = "needs openssl and a C compiler: run tests/run"]
fn killed_at_any_step_of_preparing_a_number_is_cancelled_or_waits_for_its_seal() {
    let (desk, library) = (Desk::new("dod-forbered"), deadly("dod-forbered"));
    let (mut at, mut sealed) = (1, 0);
    loop {
        let out = format!("ut{at}");
        let killed = is_killed(&mut desk.prepare(&out), &library, at);
        if desk.request(&out).exists() {
            // The request came out last: the seal can be had.
            done(desk.bestyrk(&["--slutfor"]).arg(desk.value(&out)));
            assert!(desk.extract(&out).exists());
            sealed += 1;
        } else {
            // Without it the same command is given again: it does what it should, or says what waits and is broken off.
            assert!(killed, "step {at}: done without a request");
            let output = run(&mut desk.prepare(&out));
            if !output.status.success() {
                assert!(text(&output).contains("fel[reserverad]"), "step {at}: {}", text(&output));
            }
            done(&mut desk.bestyrk(&["--avbryt"]));
            assert!(!desk.record(&out).exists(), "step {at}");
        }
        if !killed {
            break;
        }
        at += 1;
    }
    let ends = each_number_has_one_end(&desk);
    assert_eq!(ends.values().filter(|event| **event == Handelse::Bestyrkt).count(), sealed);
    assert!(at > 10 && sealed >= 1 && ends.len() > sealed, "{at} steps, {sealed} sealed, {ends:?}");
    say(&format!("--förbered killed at each of {} steps: {} numbers, {sealed} sealed\n", at - 1, ends.len()));
}

#[test]
#[ignore = "needs openssl and a C compiler: run tests/run"]
fn killed_at_any_step_of_putting_in_the_seal_the_next_try_puts_it_in_once() {
    let (desk, library) = (Desk::new("dod-slutfor"), deadly("dod-slutfor"));
    let trust = Authority::started().path("rot.pem");
    let mut at = 1;
    loop {
        let out = format!("ut{at}");
        done(&mut desk.prepare(&out));
        let (value, folder) = (desk.value(&out), desk.folder.join(&out));
        let place = ["--paragraf", "21", "--ut", &folder.display().to_string(), "--slutfor"].map(str::to_owned);
        let finish = || {
            let mut command = desk.bestyrk(&place.each_ref().map(String::as_str));
            command.arg(&value);
            command
        };
        let killed = is_killed(&mut finish(), &library, at);
        if killed {
            let output = run(&mut finish());
            let said = text(&output);
            // Where only the reservation's own removal had been done, nothing waits any more.
            let was_done = said.contains("fel[inte-reserverad]") && desk.extract(&out).exists();
            assert!(output.status.success() || was_done, "step {at}: {said}");
        }
        let number = format!(":{at} (post ");
        let mut judge = utdrag();
        judge.arg("verifiera").arg(desk.extract(&out)).arg("--lita-pa").arg(&trust);
        let said = done(judge.arg("--register").arg(desk.register()));
        assert!(said.starts_with("GILTIG") && said.contains(&number), "step {at}: {said}");
        let sum = format!("{}.sha256", desk.extract(&out).display());
        assert!(read(&PathBuf::from(sum)).len() > 64 && !desk.record(&out).exists(), "step {at}");
        if !killed {
            break;
        }
        at += 1;
    }
    let ends = each_number_has_one_end(&desk);
    assert!(ends.len() == at && ends.values().all(|event| *event == Handelse::Bestyrkt), "{ends:?}");
    assert!(at > 10, "{at} steps");
    say(&format!("--slutför killed at each of {} steps: {at} numbers, each sealed once\n", at - 1));
}

#[test]
#[ignore = "needs openssl and a C compiler: run tests/run"]
fn killed_at_any_step_of_breaking_off_the_number_is_cancelled_once() {
    let (desk, library) = (Desk::new("dod-avbryt"), deadly("dod-avbryt"));
    let mut at = 1;
    loop {
        let out = format!("ut{at}");
        done(&mut desk.prepare(&out));
        let folder = desk.folder.join(&out);
        let place = ["--paragraf", "21", "--ut", &folder.display().to_string(), "--avbryt"].map(str::to_owned);
        let break_off = || desk.bestyrk(&place.each_ref().map(String::as_str));
        let killed = is_killed(&mut break_off(), &library, at);
        if killed {
            let said = text(&run(&mut break_off()));
            assert!(!desk.record(&out).exists(), "step {at}: {said}");
        }
        if !killed {
            break;
        }
        at += 1;
    }
    let ends = each_number_has_one_end(&desk);
    assert!(ends.len() == at && ends.values().all(|event| *event == Handelse::Makulerad), "{ends:?}");
}
