//! Revocation data that are fetched from the addresses in certificates, when that is asked for: the file lasts as if somebody had
//! collected them by hand; what cannot be had is said, and can be had later.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::authority::Authority;
use crate::files::{done, keep, read, refused, run, text, utdrag, work};
use crate::ladder::dss;
use crate::made::{SIGNERS, adjusted, prepared};

fn certify(minutes: &Path, out: &Path, (authority, key): (&Authority, &str)) -> Command {
    let mut command = utdrag();
    command.arg("bestyrk").arg(minutes).args(["--paragraf", "21", "--som", "Ellen Sköldmark", "--ut"]).arg(out);
    command.args(authority.key(key)).args(authority.timestamped());
    command
}

fn judged(file: &Path) -> String {
    let list = file.with_extension("lista");
    keep(&list, file.display().to_string().as_bytes());
    text(&dss(&list, &Authority::with_addresses()))
}

fn extract(folder: &Path) -> PathBuf {
    folder.join("hsn-2026-03-25-p21-utdrag.pdf")
}

#[test]
#[ignore = "needs openssl and EU DSS: run tests/run"]
fn with_data_that_were_fetched_minutes_and_extract_last_as_long_as_with_those_given() {
    let folder = work("hamta");
    let minutes = prepared(&folder.join("ws"));
    let authority = Authority::with_addresses();
    for (at, (name, key)) in SIGNERS.iter().enumerate() {
        let mut command = utdrag();
        command.arg("justera").arg(&minutes).args(["--som", name]).args(authority.key(key));
        let said = done(command.args(authority.timestamped()).arg("--hämta-spärr"));
        assert!(!said.contains("varning["), "{said}");
        assert_eq!(said.contains("då arkivtidsstämpelns certifikat går ut"), at == 2, "{said}");
    }
    let said = judged(&minutes);
    assert_eq!(said.matches("PAdES-BASELINE-LTA").count(), 3, "{said}");
    let out = folder.join("bestyrkta");
    let said = done(certify(&minutes, &out, (&authority, "stampel")).arg("--hamta-sparr"));
    assert!(!said.contains("varning[") && said.contains("arkivtidsstämpelns"), "{said}");
    let said = judged(&extract(&out));
    assert!(said.contains("TOTAL_PASSED") && said.contains("PAdES-BASELINE-LTA"), "{said}");
    // Asked once of OCSP for each who signed, and for the rest of their issuer's list.
    let stored = read(&extract(&out));
    let named = |name: &[u8]| stored.windows(name.len()).filter(|window| *window == name).count();
    assert!(named(b"/OCSPs") > 0 && named(b"/CRLs") > 0);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_certificate_that_the_authority_says_is_revoked_makes_nothing() {
    let folder = work("hamta-sparrad");
    let minutes = prepared(&folder.join("ws"));
    let before = read(&minutes);
    let mut command = utdrag();
    command
        .arg("justera")
        .arg(&minutes)
        .args(["--som", "Ellen Sköldmark"])
        .args(Authority::with_addresses().key("sparrad"));
    refused(command.arg("--hamta-sparr"), "certifikat-sparrat");
    assert!(read(&minutes) == before);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_cannot_be_fetched_leaves_a_timestamped_signature_and_can_be_had_later() {
    let folder = work("hamta-onabar");
    let minutes = prepared(&folder.join("ws"));
    adjusted(&minutes, false, |_, _| {});
    let authority = Authority::started();
    for (key, why) in [("onabar", "ingen förbindelse"), ("skrap", "svaret är inget OCSP-svar")] {
        let out = folder.join(key);
        let said = done(certify(&minutes, &out, (&authority, key)).arg("--hamta-sparr"));
        assert!(said.contains("varning[sparr-nas-inte]") && said.contains(why), "{said}");
        assert!(said.contains("bara till nivå B-T") && said.contains("utdrag förnya"), "{said}");
        let file = extract(&out);
        let before = read(&file);
        assert!(!before.windows(13).any(|window| window == b"/DocTimeStamp"), "no field is used up");
        let mut renew = utdrag();
        let output = run(renew.arg("fornya").arg(&file).args(authority.timestamped()).arg("--hamta-sparr"));
        assert_eq!(output.status.code(), Some(4), "{}", text(&output));
        assert!(text(&output).contains("fel[sparr-nas-inte]"), "{}", text(&output));
        assert!(read(&file) == before, "the file changed");
        let mut renew = utdrag();
        done(renew.arg("fornya").arg(&file).args(authority.timestamped()).args(authority.revocation()));
        assert!(read(&file).starts_with(&before));
    }
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_authority_that_fetches_by_habit_says_so_in_its_settings() {
    let folder = work("hamta-vana");
    let minutes = prepared(&folder.join("ws"));
    adjusted(&minutes, false, |_, _| {});
    let authority = Authority::with_addresses();
    let settings = folder.join("ws/myndighet.toml");
    let address = authority.address("tsa");
    let table = format!("\n[tidsstampel]\nadress = \"{address}\"\nhamta-sparr = true\n");
    keep(&settings, &[read(&settings), table.into_bytes()].concat());
    let out = folder.join("bestyrkta");
    let mut command = utdrag();
    command.arg("bestyrk").arg(&minutes).args(["--paragraf", "21", "--som", "Ellen Sköldmark", "--ut"]).arg(&out);
    let said = done(command.args(authority.key("stampel")));
    assert!(said.contains("arkivtidsstämpelns"), "{said}");
    let before = read(&extract(&out));
    done(utdrag().args(["fornya", "--i-fortid"]).arg(extract(&out)).current_dir(folder.join("ws")));
    let after = read(&extract(&out));
    assert!(after.starts_with(&before) && after.len() > before.len() + 20_000, "one more timestamp, and data");
    // Nothing is fetched by who judges: the services could be gone.
    let [ours, theirs] = [Authority::started(), authority].map(|one| one.path("rot.pem"));
    let mut judge = utdrag();
    judge.arg("verifiera").arg(extract(&out)).arg("--lita-pa").arg(ours).arg("--lita-pa").arg(theirs);
    let said = done(&mut judge);
    assert!(said.starts_with("GILTIG"), "{said}");
}
