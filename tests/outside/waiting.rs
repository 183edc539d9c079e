//! Extracts that wait for a signature service, and their numbers: what is in the way is found before a number is taken, a
//! number is used once or cancelled with its reason, and who puts the seal in need not say again what is waited for.

use std::path::{Path, PathBuf};
use std::process::Command;

use utdrag::register::{self, Fil, Handelse, Post, Register as _, Search, Settings};

use crate::authority::Authority;
use crate::files::{done, keep, read, refused, run, text, utdrag, work};
use crate::made::{adjusted, prepared};
use crate::service::{Reserved, raw};

const NAME: &str = "hsn-2026-03-25-p21-utdrag.pdf";

/// Adjusted minutes in a workspace with a register to be.
pub(crate) struct Desk {
    pub(crate) folder: PathBuf,
    pub(crate) minutes: PathBuf,
}

impl Desk {
    pub(crate) fn new(name: &str) -> Self {
        let folder = work(name);
        let minutes = prepared(&folder.join("ws"));
        adjusted(&minutes, false, |_, _| {});
        Self { folder, minutes }
    }

    pub(crate) fn bestyrk(&self, more: &[&str]) -> Command {
        let mut command = utdrag();
        command.arg("bestyrk").arg(&self.minutes).args(more);
        command
    }

    /// `--förbered` of § 21 into a folder `out`, with the request beside it.
    pub(crate) fn prepare(&self, out: &str) -> Command {
        let mut command = self.bestyrk(&["--paragraf", "21", "--som", "Ellen Sköldmark", "--ut"]);
        command.arg(self.folder.join(out)).arg("--forbered").arg(self.request(out));
        for name in ["stampel", "utfardare"] {
            command.arg("--certifikat").arg(Authority::started().path(&format!("{name}.pem")));
        }
        command
    }

    pub(crate) fn request(&self, out: &str) -> PathBuf {
        self.folder.join(format!("{out}.der"))
    }

    pub(crate) fn value(&self, out: &str) -> PathBuf {
        raw(&self.request(out), "stampel", &self.folder.join(format!("{out}.varde")))
    }

    pub(crate) fn extract(&self, out: &str) -> PathBuf {
        self.folder.join(out).join(NAME)
    }

    pub(crate) fn record(&self, out: &str) -> PathBuf {
        self.folder.join(out).join(".utdrag").join(format!("{NAME}.reservation.json"))
    }

    pub(crate) fn register(&self) -> PathBuf {
        self.folder.join("ws/register.db")
    }

    /// What the register has of each number: events by number.
    pub(crate) fn events(&self) -> Vec<(String, Handelse, Option<String>)> {
        let path = self.register();
        if !path.exists() {
            return Vec::new();
        }
        let register = register::existing(&path, &settings(&path)).expect("the register opens");
        let all = register.entries(&Search::default()).expect("the register can be read");
        let of = |post: Post| Some((post.lopnummer?.to_string(), post.handelse, post.uppgifter.get("skal").cloned()));
        all.into_iter().filter_map(|entry| of(entry.post)).collect()
    }
}

fn settings(path: &Path) -> Settings {
    if path.with_extension("vakt").exists() { Settings::beside(path) } else { Settings::default() }
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn no_number_is_taken_when_the_request_has_no_place() {
    let desk = Desk::new("vantar-plats");
    keep(&desk.request("ut"), b"en fil som inte skrivs over");
    let output = run(&mut desk.prepare("ut"));
    assert!(text(&output).contains("fel[finns-redan]"), "{}", text(&output));
    assert_eq!(desk.events(), [], "no number was taken");
    let mut elsewhere = desk.bestyrk(&["--paragraf", "21", "--som", "Ellen Sköldmark", "--ut", "ut", "--forbered"]);
    let output = run(elsewhere.arg(desk.folder.join("finns/inte/begaran.der")));
    assert!(text(&output).contains("fel[mapp-saknas]"), "{}", text(&output));
    assert_eq!(desk.events(), []);
    assert!(!desk.record("ut").exists());
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn who_puts_the_seal_in_says_neither_paragraf_nor_folder_and_gets_the_archive_copy() {
    let desk = Desk::new("vantar-kopia");
    done(desk.prepare("ut").arg("--arkivkopia"));
    assert!(!desk.folder.join("ut/hsn-2026-03-25-p21-utdrag-arkiv.pdf").exists(), "nothing before the seal");
    let said = done(desk.bestyrk(&["--slutfor"]).arg(desk.value("ut")));
    assert!(said.contains("Utdraget är HSN 20"), "{said}");
    let copy = read(&desk.folder.join("ut/hsn-2026-03-25-p21-utdrag-arkiv.pdf"));
    assert!(copy.starts_with(b"%PDF") && !copy.windows(10).any(|window| window == b"/ByteRange"));
    for name in ["huvud.json", "p21.json", "bevis.json"] {
        assert!(desk.folder.join(format!("ut/hsn-2026-03-25-p21-utdrag-{name}")).exists(), "{name}");
    }
    refused(desk.bestyrk(&["--slutfor"]).arg(desk.value("ut")), "inte-reserverad");
    refused(&mut desk.bestyrk(&["--avbryt"]), "inte-reserverad");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn of_several_that_wait_one_must_be_named() {
    let desk = Desk::new("vantar-flera");
    done(&mut desk.prepare("forsta"));
    done(&mut desk.prepare("andra"));
    let said = refused(desk.bestyrk(&["--slutfor"]).arg(desk.value("forsta")), "flera-vantar");
    assert!(said.contains("2 utdrag ur") && said.contains("forsta") && said.contains("andra"), "{said}");
    done(desk.bestyrk(&["--slutfor"]).arg(desk.value("forsta")).arg("--ut").arg(desk.folder.join("forsta")));
    let said = done(&mut desk.bestyrk(&["--avbryt"]));
    assert!(said.contains(":2 är makulerat"), "{said}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_fails_after_the_number_was_brought_back_keeps_it_for_the_next_try() {
    let desk = Desk::new("vantar-fel");
    done(&mut desk.prepare("ut"));
    let [(number, ..)] = desk.events().try_into().expect("one number");
    let in_the_way =
        desk.folder.join("ws/.utdrag").join(format!("{}.vantar", number.to_lowercase().replace([' ', ':'], "-")));
    std::fs::create_dir_all(&in_the_way).expect("the build folder can be written");
    let output = run(desk.bestyrk(&["--slutfor"]).arg(desk.value("ut")));
    assert_eq!(output.status.code(), Some(4), "{}", text(&output));
    assert!(text(&output).contains("fel[mal-ar-mapp]"), "{}", text(&output));
    assert!(!desk.extract("ut").exists() && desk.record("ut").exists());
    std::fs::remove_dir(&in_the_way).expect("it is empty");
    let said = done(desk.bestyrk(&["--slutfor"]).arg(desk.value("ut")));
    assert!(said.contains(&format!("{number} i registret")), "{said}");
    let events: Vec<Handelse> = desk.events().into_iter().map(|(_, event, _)| event).collect();
    assert_eq!(events, [Handelse::Nummer, Handelse::Bestyrkt]);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_reservation_that_only_remained_is_used_up_by_the_next_try() {
    let desk = Desk::new("vantar-kvar");
    done(desk.prepare("ut").arg("--arkivkopia"));
    let remained = read(&desk.record("ut"));
    done(desk.bestyrk(&["--slutfor"]).arg(desk.value("ut")));
    let copy = desk.folder.join("ut/hsn-2026-03-25-p21-utdrag-arkiv.pdf");
    std::fs::remove_file(&copy).expect("it was made");
    keep(&desk.record("ut"), &remained);
    let place =
        ["--paragraf", "21", "--ut", &desk.folder.join("ut").display().to_string(), "--slutfor"].map(str::to_owned);
    let place: Vec<&str> = place.iter().map(String::as_str).collect();
    let before = read(&desk.extract("ut"));
    let said = done(desk.bestyrk(&place).arg(desk.value("ut")));
    assert!(said.contains("var redan stämplat"), "{said}");
    assert!(!desk.record("ut").exists() && copy.exists() && read(&desk.extract("ut")) == before);
    keep(&desk.record("ut"), &remained);
    let mut again = desk.bestyrk(&["--paragraf", "21", "--som", "Ellen Sköldmark", "--ut"]);
    again.arg(desk.folder.join("ut")).args(Authority::started().key("stampel"));
    refused(&mut again, "redan-bestyrkt");
    let events: Vec<Handelse> = desk.events().into_iter().map(|(_, event, _)| event).collect();
    assert_eq!(events, [Handelse::Nummer, Handelse::Bestyrkt]);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_number_whose_reservation_is_gone_is_cancelled_when_the_extract_is_made_again() {
    let desk = Desk::new("vantar-borta");
    done(&mut desk.prepare("ut"));
    std::fs::remove_file(desk.record("ut")).expect("it was made");
    // Elsewhere nobody knows: the folder may be on another computer.
    done(&mut desk.prepare("andra"));
    assert!(!desk.events().iter().any(|(_, event, _)| *event == Handelse::Makulerad));
    std::fs::remove_file(desk.request("ut")).expect("it was made");
    let said = done(&mut desk.prepare("ut"));
    assert!(said.contains(":1 är makulerat"), "{said}");
    let cancelled: Vec<_> = desk.events().into_iter().filter(|(_, event, _)| *event == Handelse::Makulerad).collect();
    let [(number, _, Some(why))] = cancelled.as_slice() else { unreachable!("{cancelled:?}") };
    assert!(number.ends_with(":1") && why.contains("finns inte kvar"), "{number}: {why}");
    let said = done(desk.bestyrk(&["--slutfor"]).arg(desk.value("ut")).arg("--ut").arg(desk.folder.join("ut")));
    assert!(said.contains(":3 i registret"), "{said}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_set_time_goes_with_no_certificate_in_earnest_in_either_step() {
    let moment = "2026-03-30T10:00:00Z";
    let reserved = Reserved::of("vantar-tid", Some("riktig"));
    let value = reserved.signed_by("riktig");
    refused(reserved.finish(&value).env("UTDRAG_TID", moment), "tid-satt");
    assert!(reserved.record().exists());
    reserved.unchanged();
    done(&mut reserved.finish(&value));
    let desk = Desk::new("vantar-tid-stampel");
    let mut prepare = desk.bestyrk(&["--paragraf", "21", "--som", "Ellen Sköldmark", "--ut"]);
    prepare.arg(desk.folder.join("ut")).arg("--forbered").arg(desk.request("ut"));
    prepare.arg("--certifikat").arg(Authority::started().path("riktig-stampel.pem"));
    refused(prepare.env("UTDRAG_TID", "2026-12-01T10:00:00Z"), "tid-satt");
    assert_eq!(desk.events(), [], "no number was taken");
    done(prepare.env_remove("UTDRAG_TID"));
    let value = raw(&desk.request("ut"), "riktig-stampel", &desk.folder.join("varde"));
    refused(desk.bestyrk(&["--slutfor"]).arg(&value).env("UTDRAG_TID", "2026-12-01T10:00:00Z"), "tid-satt");
    assert!(desk.record("ut").exists() && !desk.extract("ut").exists());
    done(desk.bestyrk(&["--slutfor"]).arg(&value));
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_extract_entered_under_another_number_than_it_prints_is_no_plain_yes() {
    let desk = Desk::new("vantar-annat-nummer");
    done(&mut desk.prepare("ut"));
    done(desk.bestyrk(&["--slutfor"]).arg(desk.value("ut")));
    let bytes = read(&desk.extract("ut"));
    let sha256 = done(Command::new("sha256sum").arg(desk.extract("ut")));
    let sha256 = sha256.split_whitespace().next().expect("a sum").to_owned();
    let path = desk.folder.join("annat.db");
    let mut other = register::open_with(&path, &Settings::beside(&path)).expect("a register");
    let own = register::existing(&desk.register(), &settings(&desk.register())).expect("the register opens");
    let entries = own.entries(&Search { handelser: vec![Handelse::Bestyrkt], ..Search::default() }).expect("entries");
    let post = entries.into_iter().next().expect("the extract is entered").post;
    let mut number = None;
    for _ in 0..2 {
        number =
            Some(other.take_number(&Post { lopnummer: None, filer: Vec::new(), ..post.clone() }).expect("a number"));
    }
    let filer = vec![Fil { namn: NAME.to_owned(), sha256 }];
    other.append(&[Post { lopnummer: number, filer, ..post }]).expect("entered");
    drop(other);
    let mut judge = utdrag();
    judge.arg("verifiera").arg(desk.extract("ut")).arg("--lita-pa").arg(Authority::started().path("rot.pem"));
    let output = run(judge.arg("--register").arg(&path));
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains(":2, men det är inte det numret som står på sidan"), "{}", text(&output));
    assert!(read(&desk.extract("ut")) == bytes);
}
