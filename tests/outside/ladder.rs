//! Every file on the way from prepared minutes to an archived extract, made by the program itself, and judged by veraPDF,
//! qpdf, pyHanko and EU DSS, none of which is ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::authority::Authority;
use crate::files::{done, judges, keep, refused, root, run, say, text, utdrag, work};
use crate::made::{Step, ladder};

#[test]
#[ignore = "needs openssl and veraPDF: run tests/run"]
fn every_step_is_pdf_a_and_pdf_ua() {
    let list = list("verapdf", ladder().iter());
    let classes = judges().join("verapdf").join("*");
    let judge = root().join("tests/judges/Judge.java");
    let output = run(Command::new("java").arg("-cp").arg(classes).arg(judge).arg("2a,ua1").arg(&list));
    assert!(output.status.success(), "{}", text(&output));
    let passed = text(&output).lines().filter(|line| line.starts_with("PASS ")).count();
    assert_eq!(passed, 2 * ladder().len(), "{}", text(&output));
    say(&format!("veraPDF: {} steps of the ladder passed 2 profiles each\n", ladder().len()));
}

#[test]
#[ignore = "needs openssl and qpdf: run tests/run"]
fn every_step_is_sound_to_qpdf() {
    for step in ladder() {
        let output = run(Command::new("qpdf").arg("--check").arg(&step.file));
        assert!(output.status.success(), "{}:\n{}", step.file.display(), text(&output));
    }
}

#[test]
#[ignore = "needs openssl and poppler-utils: run tests/run"]
fn the_seals_field_is_read_aloud_right_after_its_caption() {
    let last = ladder().last().expect("an extract");
    let read = text(&run(Command::new("pdfinfo").arg("-struct-text").arg(&last.file)));
    let elements: Vec<&str> = read.lines().map(str::trim).filter(|line| !line.starts_with('/')).collect();
    let form = elements.iter().position(|line| *line == "Form").expect("a Form element");
    let caption = [r#""Elektronisk stämpel""#, "P (block)", r#""Region Fjällmarken""#];
    assert_eq!(elements.get(form - 3..form), Some(caption.as_slice()), "{elements:#?}");
}

#[test]
#[ignore = "needs openssl and pyHanko: run tests/run"]
fn pyhanko_accepts_every_signature_in_every_revision() {
    let mut signatures = 0;
    for step in ladder().iter().filter(|step| step.signatures > 0) {
        let output = pyhanko(&step.file);
        let said = text(&output);
        assert!(output.status.success(), "{}:\n{said}", step.file.display());
        let judged: Vec<&str> = said.lines().filter(|line| line.contains(":INTACT:TRUSTED")).collect();
        assert_eq!(judged.len(), step.signatures, "{}:\n{said}", step.file.display());
        let explained = |line: &&&str| line.ends_with("UNTOUCHED") || line.ends_with("ACCEPTABLE_MODIFICATIONS");
        assert_eq!(judged.iter().filter(explained).count(), step.signatures, "{}:\n{said}", step.file.display());
        signatures += step.signatures;
    }
    assert!(signatures > 15, "{signatures} signatures");
    say(&format!("pyHanko: {signatures} signatures accepted in {} steps of the ladder\n", ladder().len()));
}

#[test]
#[ignore = "needs openssl and EU DSS: run tests/run"]
fn eu_dss_says_total_passed_from_the_first_signature_on() {
    let signed: Vec<&Step> = ladder().iter().filter(|step| step.signatures > 0).collect();
    let output = dss(&list("dss", signed.iter().copied()), &Authority::started());
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    let expected: usize = signed.iter().map(|step| step.signatures).sum();
    let verdicts: Vec<&str> = said.lines().filter(|line| line.starts_with("TOTAL_PASSED ")).collect();
    assert_eq!(verdicts.len(), expected, "{said}");
    for level in ["PAdES-BASELINE-B ", "PAdES-BASELINE-T ", "PAdES-BASELINE-LTA "] {
        assert!(verdicts.iter().any(|line| line.contains(level)), "no {level}:\n{said}");
    }
    say(&format!("EU DSS: {expected} signatures are TOTAL-PASSED in {} files\n", signed.len()));
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn only_what_is_complete_is_giltig_to_us_and_nothing_honest_is_ogiltig() {
    let trust = Authority::started().path("rot.pem");
    for step in ladder().iter().filter(|step| step.signatures > 0) {
        let output = run(utdrag().arg("verifiera").arg(&step.file).arg("--lita-pa").arg(&trust));
        let expected = if step.complete { "GILTIG (PROV)  " } else { "KAN INTE AVGÖRAS (PROV)  " };
        assert!(text(&output).starts_with(expected), "{} is not {expected}:\n{}", step.file.display(), text(&output));
    }
}

#[test]
#[ignore = "needs openssl, EU DSS and pyHanko: run tests/run"]
fn a_revoked_and_an_expired_certificate_pass_nowhere() {
    let authority = Authority::started();
    let prepared = &ladder().first().expect("the prepared minutes").file;
    for (key, moment) in [("sparrad", None), ("utgangen", Some("2026-03-30T10:00:00Z"))] {
        let folder = work(key);
        let file = folder.join("protokoll.pdf");
        keep(&file, &std::fs::read(prepared).expect("the prepared minutes can be read"));
        let mut command = utdrag();
        command.arg("justera").arg(&file).args(["--som", "Ellen Sköldmark"]).args(authority.key(key));
        if let Some(moment) = moment {
            command.env("UTDRAG_TID", moment);
        }
        let signed = run(&mut command);
        assert!(signed.status.success(), "{}", text(&signed));
        let listed = folder.join("list.txt");
        keep(&listed, file.display().to_string().as_bytes());
        let judged = dss(&listed, &Authority::started());
        assert!(!judged.status.success() && text(&judged).contains("INDETERMINATE"), "{key}:\n{}", text(&judged));
        let ours = run(utdrag().arg("verifiera").arg(&file).arg("--lita-pa").arg(authority.path("rot.pem")));
        assert!(!text(&ours).starts_with("GILTIG"), "{key}:\n{}", text(&ours));
    }
    // With the list at hand a revoked certificate does not sign; one that says nothing of the issuer is remarked on.
    let file = work("sparrad-lista").join("protokoll.pdf");
    keep(&file, &std::fs::read(prepared).expect("the prepared minutes can be read"));
    for list in [authority.path("crl/utfardare.crl"), authority.ocsp("sparrad")] {
        let mut command = utdrag();
        command.arg("justera").arg(&file).args(["--som", "Ellen Sköldmark"]).args(authority.key("sparrad"));
        let said = refused(command.arg("--sparr").arg(list), "certifikat-sparrat");
        assert!(said.contains("är spärrat sedan 20"), "{said}");
    }
    let mut command = utdrag();
    command.arg("justera").arg(&file).args(["--som", "Ellen Sköldmark"]).args(authority.key("ellen"));
    let said = done(command.arg("--sparr").arg(authority.ocsp("ellen")));
    assert!(said.contains("varning[sparr-saknas]") && said.contains("PROV utfärdare"), "{said}");
    assert!(!said.contains("certifikatet för Ellen"), "{said}");
    // Today the expired certificate does not even sign.
    let unsigned = work("utgangen-nu").join("protokoll.pdf");
    keep(&unsigned, &std::fs::read(prepared).expect("the prepared minutes can be read"));
    let output =
        run(utdrag().arg("justera").arg(&unsigned).args(["--som", "Ellen Sköldmark"]).args(authority.key("utgangen")));
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("fel[certifikat-utgatt]"), "{}", text(&output));
}

/// The judge judged: a byte changed inside what was signed.
#[test]
#[ignore = "needs openssl, EU DSS and pyHanko: run tests/run"]
fn a_changed_byte_passes_neither_pyhanko_nor_eu_dss() {
    let last = ladder().last().expect("an extract");
    let mut bytes = std::fs::read(&last.file).expect("the extract can be read");
    *bytes.get_mut(5_000).expect("the extract is longer") ^= 1;
    let folder = work("changed");
    let file = folder.join("utdrag.pdf");
    keep(&file, &bytes);
    assert!(!pyhanko(&file).status.success(), "pyHanko passed a changed file");
    let listed = folder.join("list.txt");
    keep(&listed, file.display().to_string().as_bytes());
    assert!(!dss(&listed, &Authority::started()).status.success(), "EU DSS passed a changed file");
}

fn pyhanko(file: &Path) -> std::process::Output {
    let mut command = Command::new(judges().join("venv/bin/pyhanko"));
    command.args(["sign", "validate", "--trust-replace", "--trust"]).arg(Authority::started().path("rot.pem"));
    run(command.arg(file))
}

pub(crate) fn dss(list: &Path, authority: &Authority) -> std::process::Output {
    let judge = root().join("tests/judges/dss/Dss.java");
    let mut command = Command::new("java");
    command.arg("-cp").arg(judges().join("dss").join("*")).arg(judge).arg(list);
    run(command.arg(authority.path("rot.pem")).arg(authority.path("crl")))
}

fn list<'a>(name: &str, steps: impl Iterator<Item = &'a Step>) -> PathBuf {
    let list = work(name).join("files.txt");
    let names: Vec<String> = steps.map(|step| step.file.display().to_string()).collect();
    keep(&list, names.join("\n").as_bytes());
    list
}
