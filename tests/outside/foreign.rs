//! Files that others have signed: EU DSS at every level and with every kind of key, OpenSSL in ways old and new, and our own
//! prepared minutes as signature services write them. Who made a file decides nothing; what is weak is called weak.

#![expect(clippy::indexing_slicing, reason = "what an answer does not have reads as null")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::authority::Authority;
use crate::files::{done, judges, keep, read, root, run, text, utdrag, work};
use crate::made::prepared;

#[test]
#[ignore = "needs openssl, qpdf and EU DSS: run tests/run"]
fn what_eu_dss_signs_is_giltig_at_every_level_and_with_every_kind_of_key() {
    let folder = work("fran-dss");
    let plain = root().join("tests/judges/untagged.pdf");
    for (name, options) in [("rak", [].as_slice()), ("linjar", &["--linearize"]), ("packad", PACKED)] {
        let place = folder.join(name);
        std::fs::create_dir_all(&place).expect("the build folder can be written");
        let original = place.join("original.pdf");
        done(Command::new("qpdf").args(options).arg(&plain).arg(&original));
        let files = signed_by_dss(&original, &place);
        assert_eq!(files.len(), 12, "{files:?}");
        for file in files {
            let verdict = judged(&file);
            let alone = file.ends_with("dss-bara-tidsstampel.pdf");
            let expected = if alone { "KAN_INTE_AVGORAS" } else { "GILTIG" };
            assert_eq!(verdict["utslag"], expected, "{}: {verdict:#}", file.display());
            if alone {
                let why = &verdict["lager"]["fullstandighet"]["brister"][0];
                assert_eq!(why["kod"], "osignerad");
                assert!(why["mening"].as_str().is_some_and(|text| text.contains("bara en tidsstämpel")), "{why}");
            }
        }
    }
}

/// Linearised, its objects packed and its cross-references in streams.
const PACKED: &[&str] = &["--linearize", "--object-streams=generate"];

fn signed_by_dss(original: &Path, folder: &Path) -> Vec<PathBuf> {
    let authority = Authority::started();
    let mut command = Command::new("java");
    command.arg("-cp").arg(judges().join("dss").join("*")).arg(root().join("tests/judges/dss/Sign.java"));
    command.arg(original).arg(authority.path("")).arg(authority.address("tsa")).arg(folder);
    done(&mut command).lines().map(PathBuf::from).filter(|file| file.is_file()).collect()
}

#[test]
#[ignore = "needs openssl and asn1crypto: run tests/run"]
fn what_is_weak_is_said_to_be_and_what_services_write_otherwise_is_read() {
    let folder = work("fran-andra");
    let minutes = prepared(&folder.join("ws"));
    let mut command = Command::new(judges().join("venv/bin/python"));
    command.arg(root().join("tests/outside/frammande.py")).arg(Authority::started().path("")).arg(&minutes);
    let written = done(command.arg(&folder));
    let names: Vec<&str> = written.lines().collect();
    assert_eq!(names.len(), 12, "{written}");
    for name in names {
        let file = folder.join(format!("{name}.pdf"));
        let verdict = judged(&file);
        if let "md5" | "sha1" | "pkcs7-sha1" | "x509-rsa-sha1" = name {
            assert_eq!(verdict["indikation"], "INDETERMINATE", "{name}: {verdict:#}");
            assert_eq!(verdict["underindikation"], "CRYPTO_CONSTRAINTS_FAILURE", "{name}");
            let why = &verdict["lager"]["kryptografi"]["brister"][0];
            assert!(why["mening"].as_str().is_some_and(|text| text.contains("svag")), "{name}: {why}");
        } else {
            assert_eq!(verdict["indikation"], "TOTAL-PASSED", "{name}: {verdict:#}");
        }
        changed(&file, name);
    }
}

/// One byte of what was signed is another: false, but where nothing that is relied on says so.
fn changed(file: &Path, name: &str) {
    let mut bytes = read(file);
    let at = bytes.windows(8).position(|window| window == b"MediaBox").expect("a page has a box");
    *bytes.get_mut(at).expect("found") = b'N';
    let other = file.with_extension("andrad.pdf");
    keep(&other, &bytes);
    let verdict = judged(&other);
    let unknown = matches!(name, "md5" | "x509-rsa-sha1");
    assert_eq!(verdict["utslag"], if unknown { "KAN_INTE_AVGORAS" } else { "OGILTIG" }, "{name}: {verdict:#}");
}

fn judged(file: &Path) -> Value {
    let trust = Authority::started().path("rot.pem");
    let output = run(utdrag().arg("verifiera").arg(file).arg("--json").arg("--lita-pa").arg(trust));
    let answer: Result<Vec<Value>, _> = serde_json::from_slice(&output.stdout);
    assert!(answer.is_ok(), "{}", text(&output));
    answer.ok().and_then(|all| all.into_iter().next()).expect("one file, one verdict")
}
