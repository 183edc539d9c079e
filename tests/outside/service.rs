//! A signature service: openssl and `asn1crypto` sign what `--forbered` wrote, and the program puts it in with `--slutfor`, or
//! refuses what is not a signature of just that.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::authority::Authority;
use crate::files::{done, judges, keep, read, refused, root, run, text, utdrag, work};
use crate::made::{adjusted, certified, prepared};

/// A meeting's minutes, reserved for somebody.
pub(crate) struct Reserved {
    pub(crate) folder: PathBuf,
    pub(crate) minutes: PathBuf,
    pub(crate) request: PathBuf,
    before: Vec<u8>,
}

impl Reserved {
    /// With the certificate named from the start, or left to the service.
    pub(crate) fn of(name: &str, certificate: Option<&str>) -> Self {
        let folder = work(name);
        let minutes = prepared(&folder.join("ws"));
        let request = folder.join("begaran.der");
        let before = read(&minutes);
        let mut command = utdrag();
        command.arg("justera").arg(&minutes).args(["--som", "Ellen Sköldmark", "--forbered"]).arg(&request);
        for one in certificate.into_iter().flat_map(|name| [name, "utfardare"]) {
            command.arg("--certifikat").arg(Authority::started().path(&format!("{one}.pem")));
        }
        let said = done(&mut command);
        let sum = done(Command::new("sha256sum").arg(&request));
        assert_eq!(said.split_whitespace().next(), sum.split_whitespace().next(), "the answer is the hash: {said}");
        assert!(read(&minutes) == before, "the file waits as it is");
        Self { folder, minutes, request, before }
    }

    pub(crate) fn signed_by(&self, key: &str) -> PathBuf {
        raw(&self.request, key, &self.folder.join(format!("{key}.varde")))
    }

    /// The service's own answer, in a folder.
    pub(crate) fn served_by(&self, key: &str, more: &[&str]) -> PathBuf {
        let folder = self.folder.join(format!("svar-{key}{}", more.concat()));
        std::fs::create_dir_all(&folder).expect("the build folder can be written");
        let authority = Authority::started();
        let mut service = Command::new(judges().join("venv/bin/python"));
        service.arg(root().join("tests/outside/tjanst.py")).arg(&self.request);
        service.arg(authority.path(&format!("{key}.pem"))).arg(authority.path(&format!("{key}.key")));
        done(service.arg(&folder).args(more));
        folder
    }

    pub(crate) fn finish(&self, signature: &Path) -> Command {
        let mut command = utdrag();
        command.arg("justera").arg(&self.minutes).arg("--slutfor").arg(signature);
        command
    }

    pub(crate) fn record(&self) -> PathBuf {
        self.minutes.with_file_name(".utdrag/hsn-2026-03-25-protokoll.pdf.reservation.json")
    }

    pub(crate) fn unchanged(&self) {
        assert!(read(&self.minutes) == self.before, "the file changed");
    }

    /// Signed by Ellen alone, soundly.
    pub(crate) fn is_signed(&self) {
        let bytes = read(&self.minutes);
        assert!(bytes.starts_with(&self.before) && bytes.len() > self.before.len());
        assert!(!self.record().exists(), "the reservation is used up");
        let trust = Authority::started().path("rot.pem");
        let said = text(&run(utdrag().arg("verifiera").arg(&self.minutes).arg("--lita-pa").arg(&trust)));
        assert!(
            said.contains("Underskrift av Ellen Sköldmark") && said.contains("A  underskrifterna är äkta   ja"),
            "{said}"
        );
        let mut pyhanko = Command::new(judges().join("venv/bin/pyhanko"));
        pyhanko.args(["sign", "validate", "--trust-replace", "--trust"]).arg(trust).arg(&self.minutes);
        assert!(done(&mut pyhanko).contains(":INTACT:TRUSTED"));
    }
}

pub(crate) fn raw(request: &Path, key: &str, out: &Path) -> PathBuf {
    let key = Authority::started().path(&format!("{key}.key"));
    done(Command::new("openssl").args(["dgst", "-sha256", "-sign"]).arg(key).arg("-out").arg(out).arg(request));
    out.to_owned()
}

#[test]
#[ignore = "needs openssl and pyHanko: run tests/run"]
fn a_bare_value_is_put_in_when_the_certificate_was_named() {
    let reserved = Reserved::of("tjanst-varde", Some("ellen"));
    let value = reserved.signed_by("ellen");
    let said = done(reserved.finish(&value).args(Authority::started().timestamped()));
    assert!(said.contains("Ellen Sköldmark har skrivit under. Kvar att skriva under:"), "{said}");
    reserved.is_signed();
}

#[test]
#[ignore = "needs openssl and pyHanko: run tests/run"]
fn a_service_that_adds_its_certificate_answers_with_attributes_or_with_a_cms() {
    let reserved = Reserved::of("tjanst-cms", None);
    let issuer = Authority::started().path("utfardare.pem");
    done(reserved.finish(&reserved.served_by("ellen", &[]).join("svar.p7s")).arg("--certifikat").arg(&issuer));
    reserved.is_signed();
    let reserved = Reserved::of("tjanst-attribut", None);
    let answer = reserved.served_by("ellen", &[]);
    let mut command = reserved.finish(&answer.join("varde.bin"));
    command.arg("--attribut").arg(answer.join("attribut.der"));
    for name in ["ellen", "utfardare"] {
        command.arg("--certifikat").arg(Authority::started().path(&format!("{name}.pem")));
    }
    done(&mut command);
    reserved.is_signed();
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_reserved_file_is_left_alone_until_it_is_released() {
    let reserved = Reserved::of("tjanst-reserverad", Some("ellen"));
    let authority = Authority::started();
    let mut other = utdrag();
    other.arg("justera").arg(&reserved.minutes).args(["--som", "Cecilia Öståker"]).args(authority.key("cecilia"));
    let said = refused(&mut other, "reserverad");
    assert!(said.contains("Ellen Sköldmark skriver under i en underskriftstjänst sedan 20"), "{said}");
    let mut again = utdrag();
    again.arg("justera").arg(&reserved.minutes).args(["--som", "Ellen Sköldmark", "--forbered"]);
    refused(again.arg(reserved.folder.join("igen.der")), "reserverad");
    let case = reserved.folder.join("ws/hsn-2026-03-25.toml");
    let mut anew = utdrag();
    anew.arg("skapa").arg(case).args(["--handling", "protokoll", "--ut"]).arg(reserved.minutes.with_file_name(""));
    let output = run(&mut anew);
    assert!(output.status.code() == Some(4) && text(&output).contains("fel[reserverad]"), "{}", text(&output));
    reserved.unchanged();
    done(utdrag().arg("justera").arg(&reserved.minutes).arg("--avbryt"));
    let mut over = utdrag();
    over.arg("justera").arg(&reserved.minutes).args(["--som", "Ellen Sköldmark", "--forbered"]);
    let output = run(over.arg(&reserved.request));
    assert!(output.status.code() == Some(4) && text(&output).contains("fel[finns-redan]"), "{}", text(&output));
    done(&mut other);
    refused(&mut reserved.finish(&reserved.signed_by("ellen")), "inte-reserverad");
}

#[test]
#[ignore = "needs openssl and pyHanko: run tests/run"]
fn what_is_not_a_signature_of_just_that_is_refused() {
    let reserved = Reserved::of("tjanst-fel", Some("ellen"));
    refused(&mut reserved.finish(&reserved.signed_by("annan")), "falsk-underskrift");
    let other = Reserved::of("tjanst-fel-annan", Some("ellen"));
    keep(&other.request, &[read(&other.request), vec![0]].concat());
    refused(&mut reserved.finish(&other.signed_by("ellen")), "falsk-underskrift");
    // Of the same words within the same second it would be the same request.
    std::thread::sleep(Duration::from_secs(2));
    let open = Reserved::of("tjanst-fel-oppen", None);
    refused(&mut open.finish(&open.signed_by("ellen")), "certifikat-ej-bundet");
    refused(&mut open.finish(&open.served_by("annan", &[]).join("svar.p7s")), "fel-certifikat");
    refused(&mut open.finish(&open.served_by("ellen", &["--tid"]).join("svar.p7s")), "attribut-ej-tillatet");
    refused(&mut open.finish(&reserved.served_by("ellen", &[]).join("svar.p7s")), "annan-begaran");
    let mut as_other = open.finish(&open.served_by("ellen", &[]).join("svar.p7s"));
    refused(as_other.args(["--som", "Cecilia Öståker"]), "reserverad-for-annan");
    open.unchanged();
    reserved.unchanged();
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_reservation_that_somebody_has_touched_is_refused() {
    for (name, part, code) in [
        ("tjanst-rord-revision", "\"revision\":\"", "reservation-skadad"),
        ("tjanst-rord-attribut", "\"attribut\":\"", "reservation-skadad"),
        ("tjanst-rord-sha", "\"sha256\":\"", "andrad-sedan-reservationen"),
        ("tjanst-rord-format", "\"format\":\"", "reservation-skadad"),
    ] {
        let reserved = Reserved::of(name, Some("ellen"));
        let value = reserved.signed_by("ellen");
        let text = String::from_utf8(read(&reserved.record())).expect("the record is text");
        // One character far enough into the value: another of the same alphabet.
        let at = text.find(part).expect("the part is there") + part.len() + 40.min(text.len());
        let at = if part.contains("format") { at - 35 } else { at };
        let mut bytes = text.into_bytes();
        let byte = bytes.get_mut(at).expect("the record is longer");
        *byte = if *byte == b'a' { b'b' } else { b'a' };
        keep(&reserved.record(), &bytes);
        refused(&mut reserved.finish(&value), code);
        reserved.unchanged();
    }
    let reserved = Reserved::of("tjanst-rord-fil", Some("ellen"));
    let value = reserved.signed_by("ellen");
    keep(&reserved.minutes, &[reserved.before.clone(), b"\n".to_vec()].concat());
    let output = run(&mut reserved.finish(&value));
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(read(&reserved.minutes).len() == reserved.before.len() + 1, "the file changed");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_extract_is_sealed_in_two_steps() {
    let folder = work("tjanst-stampel");
    let minutes = prepared(&folder.join("ws"));
    adjusted(&minutes, false, |_, _| {});
    let authority = Authority::started();
    let (out, request) = (folder.join("bestyrkta"), folder.join("begaran.der"));
    let order = |more: &[&str]| {
        let mut command = utdrag();
        command.arg("bestyrk").arg(&minutes).args(["--paragraf", "21", "--ut"]).arg(&out).args(more);
        command
    };
    let mut prepare = order(&["--som", "Ellen Sköldmark", "--forbered"]);
    prepare.arg(&request);
    for name in ["stampel", "utfardare"] {
        prepare.arg("--certifikat").arg(authority.path(&format!("{name}.pem")));
    }
    done(&mut prepare);
    let extract = out.join("hsn-2026-03-25-p21-utdrag.pdf");
    assert!(!extract.exists(), "nothing that is not certified lies there");
    refused(order(&["--som", "Ellen Sköldmark"]).args(authority.key("stampel")), "reserverad");
    let wrong = raw(&request, "ellen", &folder.join("fel.varde"));
    refused(order(&["--slutfor"]).arg(&wrong), "falsk-underskrift");
    let value = raw(&request, "stampel", &folder.join("varde"));
    done(order(&["--slutfor"]).arg(&value).args(authority.timestamped()).args(authority.revocation()));
    let said = done(utdrag().arg("verifiera").arg(&extract).arg("--lita-pa").arg(authority.path("rot.pem")));
    assert!(said.starts_with("GILTIG") && said.contains("Stämpel av Region Fjällmarken"), "{said}");
    done(Command::new("sha256sum").args(["-c", "hsn-2026-03-25-p21-utdrag.pdf.sha256"]).current_dir(&out));
    refused(order(&["--slutfor"]).arg(&value), "inte-reserverad");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn two_extracts_that_wait_at_once_keep_their_own_numbers() {
    let folder = work("tjanst-tva-stamplar");
    let minutes = prepared(&folder.join("ws"));
    adjusted(&minutes, false, |_, _| {});
    let authority = Authority::started();
    let order = |out: &str, more: &[&str]| {
        let mut command = utdrag();
        command.arg("bestyrk").arg(&minutes).args(["--paragraf", "21", "--ut"]).arg(folder.join(out)).args(more);
        command
    };
    let reserve = |out: &str| {
        let request = folder.join(format!("{out}.der"));
        // No request is written over; one that was broken off is taken away first.
        let _ = std::fs::remove_file(&request);
        let mut prepare = order(out, &["--som", "Ellen Sköldmark", "--forbered"]);
        prepare.arg(&request);
        for name in ["stampel", "utfardare"] {
            prepare.arg("--certifikat").arg(authority.path(&format!("{name}.pem")));
        }
        done(&mut prepare);
        raw(&request, "stampel", &folder.join(format!("{out}.varde")))
    };
    let first = reserve("forsta");
    let second = reserve("andra");
    refused(order("andra", &["--slutfor"]).arg(&first), "falsk-underskrift");
    let said = done(order("forsta", &["--slutfor"]).arg(&first));
    assert!(said.contains(":1 i registret"), "the first extract has the first number: {said}");
    let extract = folder.join("forsta/hsn-2026-03-25-p21-utdrag.pdf");
    let mut judge = utdrag();
    judge.arg("verifiera").arg(&extract).arg("--lita-pa").arg(authority.path("rot.pem"));
    let said = done(judge.arg("--register").arg(minutes.with_file_name("../register.db")));
    assert!(said.contains(":1 (post "), "{said}");
    // The seal of the other is of the minutes as they were.
    let before = read(&minutes);
    keep(&minutes, &[before.clone(), b"\n".to_vec()].concat());
    refused(order("andra", &["--slutfor"]).arg(&second), "andrad-sedan-reservationen");
    keep(&minutes, &before);
    let said = done(&mut order("andra", &["--avbryt"]));
    assert!(said.contains(":2 är makulerat") && said.contains("inte längre reserverad"), "{said}");
    refused(&mut order("andra", &["--avbryt"]), "inte-reserverad");
    let third = reserve("andra");
    let said = done(order("andra", &["--slutfor"]).arg(&third));
    assert!(said.contains(":3 i registret"), "{said}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_renewed_extract_is_the_same_one_to_the_register_and_to_sha256sum() {
    let folder = work("tjanst-fornyad");
    let minutes = prepared(&folder.join("ws"));
    adjusted(&minutes, false, |_, _| {});
    let authority = Authority::started();
    let extract = certified(&minutes, &folder.join("bestyrkta"), true);
    let mut renew = utdrag();
    done(renew.args(["fornya", "--i-fortid"]).arg(&extract).args(authority.timestamped()).args(authority.revocation()));
    let sum = "hsn-2026-03-25-p21-utdrag.pdf.sha256";
    done(Command::new("sha256sum").args(["-c", sum]).current_dir(folder.join("bestyrkta")));
    let register = minutes.with_file_name("../register.db");
    let mut judge = utdrag();
    judge.arg("verifiera").arg(&extract).arg("--lita-pa").arg(authority.path("rot.pem"));
    judge.arg("--lita-pa").arg(register.with_extension("vkey")).arg("--register").arg(&register);
    let said = done(&mut judge);
    assert!(
        said.starts_with("GILTIG") && said.contains("samma utdrag som infördes, med en nyare tidsstämpel"),
        "{said}"
    );
    assert!(said.contains("Kvittot visar att filen är"), "{said}");
    done(utdrag().arg("register").arg("--register").arg(&register).arg("kvitto").arg(&extract));
}
