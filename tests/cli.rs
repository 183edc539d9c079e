//! The command line as its users meet it: every file of `tests/cmd` is one run with what it must print and answer.
//! `UTDRAG_SKRIV=1 cargo test --release --test cli` writes what was printed into them, to be read before committing.

#![expect(clippy::unwrap_used, reason = "in a test a file that cannot be read is a failure with its own words")]

#[path = "cli/board.rs"]
mod board;
#[path = "cli/corrected.rs"]
mod corrected;
#[path = "cli/disk.rs"]
mod disk;
#[path = "cli/lost.rs"]
mod lost;
#[path = "cli/register.rs"]
mod register;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/terminal.rs"]
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use run::Desk;

/// One file of `tests/cmd`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Case {
    /// What is shown by it, for the reader.
    #[serde(rename = "visar")]
    _visar: String,
    /// Runs before, which must answer 0.
    #[serde(default)]
    before: Vec<Vec<String>>,
    /// Files made before the run.
    #[serde(default)]
    files: Vec<File>,
    /// Changes to files, as a tired person types them.
    #[serde(default)]
    edit: Vec<Edit>,
    /// Working folder, in the case's own folder.
    #[serde(default)]
    folder: String,
    args: Vec<String>,
    #[serde(default)]
    env: Vec<(String, String)>,
    status: i32,
    /// Left out where another test reads it.
    stdout: Option<String>,
    stderr: Option<String>,
    /// Files that must be there afterwards.
    #[serde(default)]
    there: Vec<String>,
    /// Files that must not.
    #[serde(default)]
    absent: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    path: String,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    from: String,
    to: String,
}

#[test]
fn every_run_prints_and_answers_what_its_file_says() {
    let files = files();
    assert!(files.len() > 30, "only {} runs", files.len());
    // Half of a run is waiting for the disk.
    let faults: Vec<String> = std::thread::scope(|scope| {
        let chunks = files.chunks(files.len().div_ceil(8));
        let runs: Vec<_> =
            chunks.map(|files| scope.spawn(|| files.iter().filter_map(|file| fault(file)).collect())).collect();
        runs.into_iter().flat_map(|run| -> Vec<String> { run.join().unwrap() }).collect()
    });
    assert!(faults.is_empty(), "{} of {} runs differ:\n{}", faults.len(), files.len(), faults.join("\n"));
}

#[test]
fn no_run_prints_english() {
    const TELLTALES: [&str; 14] = [
        "error",
        "warning",
        "usage:",
        "options",
        "commands",
        "arguments",
        "possible values",
        "[default",
        "aliases",
        "unexpected",
        "required",
        "for more information",
        "print help",
        "did you mean",
    ];
    for file in files() {
        let case: Case = toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let printed = [case.stdout, case.stderr].into_iter().flatten().collect::<String>().to_lowercase();
        let found: Vec<&&str> = TELLTALES.iter().filter(|word| printed.contains(**word)).collect();
        assert!(found.is_empty(), "{}: {found:?}", file.display());
    }
}

#[test]
fn the_schema_is_the_answer_and_nothing_else() {
    let done = Desk::new().utdrag(&["schema"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    let schema: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(schema.pointer("/properties/slag/enum").and_then(|words| words.as_array()).map(Vec::len), Some(4));
}

#[test]
fn completion_knows_commands_and_flags() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = Desk::new().utdrag(&["komplettera", shell]).stdout;
        for word in ["kontrollera", "strikt", "handling", "rätta"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn the_demonstration_makes_every_kind_of_document_and_says_what_to_open() {
    let desk = Desk::new();
    let done = desk.utdrag(&["demo", "--ut", "prov"]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    for kind in ["protokoll", "utdrag", "omedelbar", "tjansteskrivelse", "kallelse"] {
        assert!(done.stdout.contains(&format!("-{kind}.pdf")), "no {kind}:\n{}", done.stdout);
    }
    let made = desk.names("prov").into_iter().filter(|name| is_pdf(name)).count();
    assert_eq!(done.stdout.lines().count(), made, "the table names every document");
    let first = done.stderr.split("Öppna först:").nth(1).unwrap();
    let named: Vec<&str> = first.split_whitespace().filter(|word| is_pdf(word)).collect();
    assert!(named.len() == 5 && named.iter().all(|name| desk.path(name).exists()), "{first}");
}

fn is_pdf(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "pdf")
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// How a run differs from its file; `None` when it does not.
fn fault(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).unwrap();
    let case: Case = toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display())).unwrap();
    let desk = Desk::new();
    for line in &case.before {
        let done = desk.utdrag(line);
        assert_eq!(done.status, 0, "{}: {line:?}: {}", file.display(), done.stderr);
    }
    case.files.iter().for_each(|file| desk.write(&file.path, file.text.as_bytes()));
    case.edit.iter().for_each(|edit| desk.edit(&edit.file, &edit.from, &edit.to));
    let done = desk.run_in(&case.folder, &case.args, &case.env);
    let there = case.there.iter().filter(|path| !desk.path(path).exists()).map(|path| format!("{path} is not there"));
    let absent = case.absent.iter().filter(|path| desk.path(path).exists()).map(|path| format!("{path} is there"));
    let mut differences: Vec<String> = there.chain(absent).collect();
    let same = |printed: &str, expected: &Option<String>| expected.as_ref().is_none_or(|expected| printed == expected);
    if done.status != case.status || !same(&done.stdout, &case.stdout) || !same(&done.stderr, &case.stderr) {
        if std::env::var_os("UTDRAG_SKRIV").is_some() {
            update(file, &text, &done);
        } else {
            differences.push(format!(
                "status {} (expected {})\n--- stdout\n{}--- expected stdout\n{}--- stderr\n{}--- expected stderr\n{}",
                done.status,
                case.status,
                done.stdout,
                case.stdout.as_deref().unwrap_or(&done.stdout),
                done.stderr,
                case.stderr.as_deref().unwrap_or(&done.stderr),
            ));
        }
    }
    let name = file.file_name()?.to_string_lossy();
    (!differences.is_empty()).then(|| format!("== {name}: {}", differences.join("; ")))
}

fn update(file: &Path, text: &str, done: &run::Done) {
    let mut document: toml_edit::DocumentMut = text.parse().unwrap();
    document.insert("status", toml_edit::value(i64::from(done.status)));
    for (key, printed) in [("stdout", &done.stdout), ("stderr", &done.stderr)] {
        if !document.contains_key(key) {
            continue;
        }
        let quoted = if printed.contains("'''") || printed.is_empty() {
            toml_edit::value(printed.as_str())
        } else {
            format!("'''\n{printed}'''").parse::<toml_edit::Value>().map(toml_edit::value).unwrap()
        };
        document.insert(key, quoted);
    }
    let mut out = fs::File::options().write(true).truncate(true).open(file).unwrap();
    std::io::Write::write_all(&mut out, document.to_string().as_bytes()).unwrap();
}
