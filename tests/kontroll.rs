//! `docs/kontroll-utan-program.md` does what it says: its commands, as they stand, on a certified extract.
//! Nothing of ours runs here but the page. The files are trials (PROV): § 21 of `data/hsn-2026-03-25.toml`, made by
//! `skapa --prov`, `justera` and `bestyrk` with `--tidsstämpel` and `--spärr` and throwaway keys; `rot.pem` issued them. `tests/pki/kvitto.py` made the receipt.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXTRACT: &str = "hsn-2026-03-25-p21-utdrag.pdf";
/// A day when the certificates of the files are valid, in seconds: the test does not grow old.
const NOW: &str = "1800000000";
const MINUTES_ROOT: &str = "3d6fb90ac036a79baed42e05887ef3659cc336338a648d2be6e84bb03805400a";

#[test]
#[ignore = "needs openssl, pdfdetach, xxd: run tests/run"]
fn every_step_of_the_page_answers_on_an_extract_that_nobody_has_touched() {
    let output = followed(&work("intact"), &fixtures().join("rot.pem"));
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    for expected in [
        format!("{EXTRACT}: OK").as_str(),
        "talen stämmer",
        "tidsstämpel: Nov 21 23:43:21 2026 GMT",
        "CN=Region Fjällmarken",
        "161515badbf88fa824f6031d794c73d66b6068e58365102ba5cee9088fe6d8b4\n161515ba",
        format!("huvud.json: {MINUTES_ROOT}\np21.json: {MINUTES_ROOT}\nroten: {MINUTES_ROOT}\n{MINUTES_ROOT}\n")
            .as_str(),
        "CN=Ellen Sköldmark",
        "CN=Cecilia Öståker",
        "CN=Desirée Blomvik",
        "3 underskrifter",
        "det är protokollet",
        "underskrift 3 i protokollet är kontroll/justering3.cms",
        "posten hör till registret",
        "Signature Verified Successfully",
        "\"handelse\":\"bestyrkt\"\n\"lopnummer\":{\"ar\":2026,\"nummer\":1,\"organ\":\"hsn\"}",
    ] {
        assert!(said.contains(expected), "{expected:?} is not in:\n{said}");
    }
    assert!(!said.contains("STANNA"), "{said}");
    assert_eq!(said.matches("Verified OK").count(), 3, "{said}");
    assert_eq!(said.matches(&format!("utdrag-protokollrot/1 {MINUTES_ROOT}")).count(), 3, "{said}");
    assert_eq!(said.matches("CMS Verification successful").count(), 7, "{said}");
}

#[test]
#[ignore = "needs openssl, pdfdetach, xxd: run tests/run"]
fn a_changed_byte_stops_at_the_first_step_that_sees_it() {
    let folder = work("changed");
    let file = folder.join(EXTRACT);
    let mut bytes = fs::read(&file).expect("the extract is there");
    *bytes.get_mut(60_000).expect("the extract is longer") ^= 1;
    keep(&file, &bytes);
    let rot = fixtures().join("rot.pem");
    let output = followed(&folder, &rot);
    assert!(!output.status.success() && text(&output).contains("FAILED"), "{}", text(&output));
    // Whoever changes the file can change the checksum beside it; the figures and the timestamp are still wrong.
    let sum = run(Command::new("sha256sum").arg(EXTRACT).current_dir(&folder));
    keep(&folder.join(format!("{EXTRACT}.sha256")), &sum.stdout);
    let output = followed(&folder, &rot);
    let said = text(&output);
    assert!(said.contains(&format!("{EXTRACT}: OK")), "{said}");
    assert!(!output.status.success() && !said.contains("talen stämmer"), "{said}");
    assert!(said.contains("STANNA HÄR: steg 2 stämmer inte."), "{said}");
}

#[test]
#[ignore = "needs openssl, pdfdetach, xxd: run tests/run"]
fn an_extract_that_came_by_mail_needs_no_checksum_and_a_receipt_of_another_file_proves_nothing() {
    let folder = work("mail");
    fs::remove_file(folder.join(format!("{EXTRACT}.sha256"))).expect("the checksum is there");
    let rot = fixtures().join("rot.pem");
    let output = followed(&folder, &rot);
    assert!(output.status.success(), "{}", text(&output));
    let receipt = folder.join(EXTRACT).with_extension("tlog-proof");
    let other = fs::read_to_string(&receipt).expect("the receipt is there").replacen("\nindex 1\n", "\nindex 0\n", 1);
    keep(&receipt, other.as_bytes());
    let output = followed(&folder, &rot);
    assert!(!output.status.success() && text(&output).contains("STANNA HÄR: steg 9"), "{}", text(&output));
}

#[test]
#[ignore = "needs openssl, pdfdetach, xxd: run tests/run"]
fn a_root_that_did_not_issue_the_certificates_proves_nothing() {
    let output = followed(&work("root"), &root().join("tests/pki/annanrot.pem"));
    let said = text(&output);
    assert!(!output.status.success() && said.contains("talen stämmer"), "{said}");
    assert!(!said.contains("CMS Verification successful"), "{said}");
}

/// The page's commands, in one session, in a folder with the files.
fn followed(folder: &Path, rot: &Path) -> Output {
    let _ = fs::remove_dir_all(folder.join("kontroll"));
    let commands = folder.join("kontroll.sh");
    keep(&commands, commands_of_the_page().as_bytes());
    run(Command::new("bash")
        .args(["-eu", "kontroll.sh"])
        .current_dir(folder)
        .env("FIL", EXTRACT)
        .env("ROT", rot)
        .env("NAR", NOW)
        .env_remove("PROTOKOLL"))
}

/// What stands in its `sh` blocks.
fn commands_of_the_page() -> String {
    let page = fs::read_to_string(root().join("docs/kontroll-utan-program.md")).expect("the page is there");
    let blocks: Vec<&str> = page.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() > 10, "the commands are found: {}", blocks.len());
    blocks.concat()
}

/// An empty folder with the fixtures in it.
fn work(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kontroll").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the build folder can be written");
    for file in fs::read_dir(fixtures()).expect("the fixtures are there").flatten() {
        fs::copy(file.path(), folder.join(file.file_name())).expect("the build folder can be written");
    }
    folder
}

fn fixtures() -> PathBuf {
    root().join("tests/pki/kontroll")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[expect(clippy::disallowed_methods, reason = "what a test writes is not kept")]
fn keep(file: &Path, bytes: &[u8]) {
    fs::write(file, bytes).expect("the build folder can be written");
}

fn run(command: &mut Command) -> Output {
    let output = command.output();
    assert!(output.is_ok(), "{command:?}: {output:?}; tests/run installs what is missing");
    output.expect("it ran")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
