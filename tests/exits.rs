//! What each reason for stopping answers with: `docs/slutkoder.md` names the code of every diagnostic that a command can stop
//! with, and its exit code. A new code changes the page, so that somebody decides what it answers.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use utdrag::commands::exit::of_code;

/// Where commands stop. What cases and rules find has a place in a file, and answers 1.
const MODULES: [&str; 10] =
    ["args", "commands", "sign", "register", "dispatch", "durable", "anslag", "document", "pdf", "terminal"];
/// Functions, besides `Diagnostic::error`, whose first argument is a code.
const MAKERS: [&str; 2] = ["Diagnostic::error(", "wrong("];

#[test]
fn every_code_has_its_exit_on_the_page() {
    let page = page(&codes());
    let path = root().join("docs/slutkoder.md");
    if std::env::var_os("UTDRAG_SKRIV").is_some() {
        let mut file =
            fs::File::options().create(true).truncate(true).write(true).open(&path).expect("the page is ours");
        file.write_all(page.as_bytes()).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/slutkoder.md is old: UTDRAG_SKRIV=1 cargo test --release --test exits, and read the diff"
    );
}

#[test]
fn every_code_in_the_table_is_one_that_a_command_says() {
    let table = fs::read_to_string(root().join("src/commands/exit.rs")).expect("the table is there");
    let listed = table.lines().filter_map(|line| line.strip_prefix("    \"")?.strip_suffix("\","));
    let elsewhere: Vec<String> =
        sources().iter().filter(|path| !path.ends_with("commands/exit.rs")).map(|path| read(path)).collect();
    let unsaid: Vec<&str> =
        listed.filter(|code| !elsewhere.iter().any(|text| text.contains(&format!("\"{code}\"")))).collect();
    assert!(unsaid.is_empty(), "{unsaid:?}");
}

#[test]
fn the_handbook_says_what_the_numbers_mean_as_the_help_does() {
    let handbook = fs::read_to_string(root().join("docs/handbok.md")).expect("the handbook is there");
    let help = utdrag::args::command().render_long_help().to_string();
    for words in ["0 ja", "1 nej", "2 fel på kommandoraden", "3 går inte att avgöra", "4 "] {
        assert!(help.contains(words), "the help does not say {words}");
    }
    for row in ["| 0 | ja", "| 1 | nej", "| 2 | fel på kommandoraden", "| 3 | går inte att avgöra", "| 4 | "] {
        assert!(handbook.contains(row), "the handbook does not say {row}");
    }
}

fn page(codes: &BTreeSet<String>) -> String {
    let mut page = String::from(HEAD);
    for code in codes {
        writeln!(page, "| `{code}` | {} |", of_code(code).code()).expect("writing to a String cannot fail");
    }
    page
}

const HEAD: &str = "\
# Slutkoder

Vad ett kommando svarar den som kör det från ett annat program. Sidan skrivs av `tests/exits.rs`.

| Slutkod | Betyder |
| --- | --- |
| 0 | ja: gjort, och inget talar emot |
| 1 | nej: fel i en fil, en regel är bruten, en underskrift är fel, det begärda är inte tillåtet |
| 2 | fel på kommandoraden: något saknas, strider mot annat eller går inte att använda där det står |
| 3 | går inte att avgöra |
| 4 | en fil, disken, ett kort eller nätet är i vägen: samma kommando kan gå en annan gång |

Ett fel som visas med rad och kolumn i en fil är ett fel i den filen och ger 1. Övriga fel, efter sin kod:

| Kod | Slutkod |
| --- | ---: |
";

/// Every code that the modules make a diagnostic of.
fn codes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in sources().iter().map(|path| read(path)) {
        for maker in MAKERS {
            for (at, _) in text.match_indices(maker) {
                let rest = text.get(at + maker.len()..).unwrap_or_default().trim_start();
                let code = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()).unwrap_or_default();
                let is_code =
                    !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                if is_code && (code.contains('-') || code == "reserverad" || code == "terminal" || code == "provnyckel")
                {
                    found.insert(code.to_owned());
                }
            }
        }
    }
    assert!(found.len() > 150, "the codes are found: {}", found.len());
    found
}

/// The files of the modules, and those of `case` that stop a command before there is a case.
fn sources() -> Vec<PathBuf> {
    let source = root().join("src");
    let mut found: Vec<PathBuf> = ["case/workspace.rs", "case/source.rs"].map(|file| source.join(file)).into();
    for module in MODULES {
        found.push(source.join(format!("{module}.rs")));
        let mut folders = vec![source.join(module)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
    }
    found.retain(|path| path.exists());
    found
}

/// The code without its unit tests.
fn read(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("sources are text");
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
