//! Judges that are not ours: veraPDF, qpdf, poppler and Tombi over all that the workspaces give.
//! They are fetched by `tests/run`; without it `cargo test` lists them as ignored and passes nothing in their name.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const PROFILES: [&str; 2] = ["2a", "ua1"];

/// A PDF that somebody made from a case, or that was broken on purpose.
struct Judged {
    file: PathBuf,
    /// veraPDF's verdict of each profile, with what it says of a failure.
    verdicts: BTreeMap<&'static str, (bool, String)>,
}

#[test]
#[ignore = "needs veraPDF: run tests/run"]
fn every_pdf_is_pdf_a_2a_and_pdf_ua_1() {
    let mut faults = String::new();
    let files = judged().iter().filter(|one| !is_broken(&one.file));
    for one in files.clone() {
        for (profile, (passed, explanation)) in &one.verdicts {
            if !passed {
                faults.extend([&one.file.display().to_string(), " is not ", profile, ":\n", explanation]);
            }
        }
    }
    say(&format!("veraPDF: {} files passed {} profiles each\n", files.count(), PROFILES.len()));
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
#[ignore = "needs veraPDF: run tests/run"]
fn the_judge_fails_what_was_broken_on_purpose() {
    let broken: Vec<&Judged> = judged().iter().filter(|one| is_broken(&one.file)).collect();
    assert_eq!(broken.len(), 3);
    for one in broken {
        for (profile, (passed, _)) in &one.verdicts {
            assert!(!passed, "veraPDF passed {} as {profile}", one.file.display());
        }
    }
}

#[test]
#[ignore = "needs qpdf: run tests/run"]
fn every_pdf_is_sound_to_qpdf() {
    for file in pdfs() {
        let output = run(Command::new("qpdf").arg("--check").arg(file));
        assert!(output.status.success(), "{}:\n{}", file.display(), text(&output));
    }
    let cut = run(Command::new("qpdf").arg("--check").arg(&broken_pdfs()[1]));
    assert!(!cut.status.success(), "qpdf passed a file that was cut in half");
}

#[test]
#[ignore = "needs pyHanko: run tests/run"]
fn every_signed_pdf_is_valid_to_pyhanko() {
    let signed: Vec<&PathBuf> = pdfs().iter().filter(|file| is_signed(file)).collect();
    assert!(signed.len() > 30, "only {} signed files", signed.len());
    for file in &signed {
        let output = run(pyhanko().arg("--trust").arg(trust(file)).arg(file));
        assert!(output.status.success(), "{}:\n{}", file.display(), text(&output));
    }
    let first = signed.first().expect("a signed file");
    let forged = work("pyhanko").join("forged.pdf");
    let mut bytes = fs::read(first).expect("a signed file can be read");
    if let Some(byte) = bytes.get_mut(5_000) {
        *byte ^= 1;
    }
    keep(&forged, &bytes);
    let judged = run(pyhanko().arg("--trust").arg(trust(first)).arg(&forged));
    assert!(!judged.status.success(), "pyHanko passed a changed file");
    say(&format!("pyHanko: {} signed files are valid\n", signed.len()));
}

/// Who issued what the demonstration signed, in the file's folder or above: what is dispatched lies in folders of its own.
fn trust(file: &Path) -> PathBuf {
    let mut near = file.ancestors().map(|folder| folder.join("lita-pa.pem"));
    near.find(|pem| pem.is_file()).expect("signed files lie below their issuer's certificate")
}

fn pyhanko() -> Command {
    let mut command = Command::new(judges().join("venv/bin/pyhanko"));
    command.args(["sign", "validate", "--trust-replace"]);
    command
}

fn is_signed(file: &Path) -> bool {
    fs::read(file).is_ok_and(|bytes| bytes.windows(10).any(|window| window == b"/ByteRange"))
}

#[test]
#[ignore = "needs poppler-utils: run tests/run"]
fn every_pdf_carries_its_fonts_and_its_title() {
    for file in pdfs() {
        let fonts = text(&run(Command::new("pdffonts").arg(file)));
        let mut rows = fonts.lines();
        let embedded = rows.next().and_then(|head| head.find("emb")).expect("pdffonts writes a head");
        let rows: Vec<&str> = rows.skip(1).collect();
        assert!(!rows.is_empty(), "{} has no font", file.display());
        for row in rows {
            let flags: Vec<&str> = row.get(embedded..).unwrap_or_default().split_whitespace().take(3).collect();
            assert_eq!(flags, ["yes", "yes", "yes"], "{}: embedded, subset, unicode of {row}", file.display());
        }
        let info = text(&run(Command::new("pdfinfo").arg(file)));
        let value = |key: &str| info.lines().find_map(|line| line.strip_prefix(key)).map(str::trim).unwrap_or_default();
        assert!(value("Title:").len() > 5, "{} has the title {:?}", file.display(), value("Title:"));
        assert_eq!(value("Tagged:"), "yes", "{}", file.display());
        assert!(value("Page size:").contains("A4"), "{} has pages of {}", file.display(), value("Page size:"));
    }
}

#[test]
#[ignore = "needs qpdf: run tests/run"]
fn every_pdf_says_that_it_is_in_swedish() {
    for file in pdfs() {
        let output = run(Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(file).arg("-"));
        let objects = String::from_utf8_lossy(&output.stdout);
        assert!(objects.contains("/Lang (sv"), "{} does not say its language", file.display());
    }
}

#[test]
#[ignore = "needs Tombi: run tests/run"]
fn data_follows_the_schema_and_a_misspelt_key_does_not() {
    let folder = work("schema");
    let schema = utdrag().arg("schema").output().expect("utdrag runs");
    assert!(schema.status.success(), "{}", text(&schema));
    keep(&folder.join("utdrag.schema.json"), &schema.stdout);
    keep(
        &folder.join("tombi.toml"),
        b"toml-version = \"v1.1.0\"\n[[schemas]]\npath = \"utdrag.schema.json\"\ninclude = [\"**/*.toml\"]\n",
    );
    let mut cases = files_below(&root().join("data"), "toml");
    cases.extend(files_below(&root().join("../shared/cases"), "toml"));
    assert!(cases.len() > 3, "data/ has {} cases", cases.len());
    for case in &cases {
        let linted = tombi(&folder, case);
        assert!(linted.status.success(), "{}:\n{}", case.display(), text(&linted));
    }
    let misspelt = folder.join("misspelt.toml");
    keep(&misspelt, b"format = 1\nslag = \"myndighet\"\nnamm = \"Region Exempel\"\n");
    assert!(!tombi(&folder, &misspelt).status.success(), "Tombi passed a misspelt key");
    say(&format!("Tombi: {} cases follow the schema\n", cases.len()));
}

fn tombi(folder: &Path, case: &Path) -> Output {
    let program = judges().join("venv/bin/tombi");
    // Tombi finds its schema from the folder of its own settings, so the case is judged from a copy there.
    let copy = folder.join(case.file_name().expect("a case has a name"));
    if copy != case {
        keep(&copy, &fs::read(case).expect("a case can be read"));
    }
    run(Command::new(program).current_dir(folder).args(["lint", "--offline"]).arg(copy))
}

/// All PDFs of all workspaces, made once by the program itself.
fn pdfs() -> &'static [PathBuf] {
    static PDFS: OnceLock<Vec<PathBuf>> = OnceLock::new();
    PDFS.get_or_init(|| {
        let output = work("pdf");
        let demo = utdrag().args(["demo", "--ut"]).arg(output.join("demo")).output().expect("utdrag runs");
        assert!(demo.status.success(), "demo:\n{}", text(&demo));
        let mut reported = utdrag();
        reported.arg("verifiera").arg(output.join("demo")).arg("--rapport").arg(output.join("rapport.pdf"));
        assert!(reported.output().is_ok_and(|said| said.status.code() == Some(3)), "verifiera: nothing is trusted");
        for workspace in [root().join("data"), root().join("../shared/cases")] {
            if workspace.is_dir() {
                let count = all_of(&workspace, &output.join(workspace.file_name().expect("a workspace has a name")));
                assert!(count > 0, "{} gives no document", workspace.display());
                say(&format!("{count:4} documents of {}\n", workspace.display()));
            }
        }
        let count: usize = test_cases().iter().enumerate().map(|(number, case)| alone(case, number, &output)).sum();
        assert!(count > 0, "no test case gives a document");
        say(&format!("{count:4} documents of the test cases\n"));
        files_below(&output, "pdf")
    })
}

/// Everything that a workspace can give, also what only comes when it is asked for.
fn all_of(workspace: &Path, folder: &Path) -> usize {
    for handling in [&[][..], &["--handling", "voteringslista"], &["--handling", "overklagandehanvisning"]] {
        let made = utdrag().arg("skapa").arg(workspace).args(handling).arg("--ut").arg(folder).output();
        made.expect("utdrag runs");
    }
    files_below(folder, "pdf").len()
}

/// A test case, in a workspace of its own so that it meets no other; one of faults gives nothing, as it should.
fn alone(case: &Path, number: usize, output: &Path) -> usize {
    let workspace = work(&format!("workspaces/{number}"));
    let myndighet = case.ancestors().map(|folder| folder.join("myndighet.toml")).find(|file| file.is_file());
    for (name, file) in [("myndighet.toml", myndighet.as_deref()), ("arende.toml", Some(case))] {
        keep(&workspace.join(name), &file.and_then(|file| fs::read(file).ok()).unwrap_or_default());
    }
    all_of(&workspace, &output.join(format!("{number:03}")))
}

/// Every case below `tests/` that has an authority above it.
fn test_cases() -> Vec<PathBuf> {
    let mut cases = Vec::new();
    for authority in files_below(&root().join("tests"), "toml") {
        if authority.ends_with("myndighet.toml") {
            cases.extend(files_below(authority.parent().expect("a file has a folder"), "toml"));
        }
    }
    cases.retain(|case| !case.ends_with("myndighet.toml"));
    cases
}

/// One without tags, one cut in half, one that lost the mark that it is tagged.
fn broken_pdfs() -> &'static [PathBuf; 3] {
    static BROKEN: OnceLock<[PathBuf; 3]> = OnceLock::new();
    BROKEN.get_or_init(|| {
        let folder = work("broken");
        let whole = pdfs().first().expect("there is a PDF");
        let bytes = fs::read(whole).expect("a PDF can be read");
        let cut = folder.join("cut.pdf");
        keep(&cut, bytes.get(..bytes.len() / 2).unwrap_or_default());
        let plain = run(Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(whole).arg("-"));
        let unmarked = folder.join("unmarked.pdf");
        // As many bytes as before, so that every offset still holds.
        keep(&unmarked, &replaced(&plain.stdout, b"/MarkInfo", b"/ParkInfo"));
        let untagged = root().join("tests/judges/untagged.pdf");
        [untagged, cut, unmarked]
    })
}

fn is_broken(file: &Path) -> bool {
    broken_pdfs().iter().any(|broken| broken == file)
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).expect("the PDF says what is replaced");
    [bytes.get(..at), Some(to), bytes.get(at + from.len()..)].into_iter().flatten().flatten().copied().collect()
}

/// One Java process for all files, good and broken, and both profiles.
fn judged() -> &'static [Judged] {
    static JUDGED: OnceLock<Vec<Judged>> = OnceLock::new();
    JUDGED.get_or_init(|| {
        let files: Vec<PathBuf> = pdfs().iter().chain(broken_pdfs()).cloned().collect();
        let list = work("verapdf").join("files.txt");
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        keep(&list, names.join("\n").as_bytes());
        let classes = judges().join("verapdf").join("*");
        let judge = root().join("tests/judges/Judge.java");
        let output = run(Command::new("java").arg("-cp").arg(classes).arg(judge).arg(PROFILES.join(",")).arg(&list));
        let report = text(&output);
        keep(&list.with_file_name("report.txt"), report.as_bytes());
        let mut verdicts = verdicts(&report).into_iter();
        let of_file = |file| Judged { file, verdicts: PROFILES.into_iter().zip(verdicts.by_ref().take(2)).collect() };
        let judged: Vec<Judged> = files.into_iter().map(of_file).collect();
        assert!(judged.iter().all(|one| one.verdicts.len() == PROFILES.len()), "no verdict for each file:\n{report}");
        judged
    })
}

/// In the order of the list: passed, and the indented lines that explain a failure.
fn verdicts(report: &str) -> Vec<(bool, String)> {
    let mut verdicts: Vec<(bool, String)> = Vec::new();
    for line in report.lines() {
        if line.starts_with("PASS ") || line.starts_with("FAIL ") {
            verdicts.push((line.starts_with("PASS "), String::new()));
        } else if let (true, Some((_, explanation))) = (line.starts_with(' '), verdicts.last_mut()) {
            explanation.extend([line, "\n"]);
        }
    }
    verdicts
}

fn judges() -> PathBuf {
    let folder = std::env::var_os("UTDRAG_JUDGES").map(PathBuf::from);
    folder.filter(|folder| folder.is_dir()).expect("UTDRAG_JUDGES is set by tests/run, which fetches the judges")
}

fn utdrag() -> Command {
    Command::new(env!("CARGO_BIN_EXE_utdrag"))
}

fn run(command: &mut Command) -> Output {
    let output = command.output();
    assert!(output.is_ok(), "{command:?}: {output:?}; tests/run installs what is missing");
    output.expect("it ran")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An empty folder of that name, for this run.
fn work(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("judges").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the build folder can be written");
    folder
}

#[expect(clippy::disallowed_methods, reason = "what a test writes is not kept")]
fn keep(file: &Path, bytes: &[u8]) {
    fs::write(file, bytes).expect("the build folder can be written");
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn say(text: &str) {
    // Past the test runner's capture: a figure to read, not a verdict.
    std::io::stderr().write_all(text.as_bytes()).expect("stderr is open in a test");
}
