//! What a tired hand types: each file of `tests/cases-bad` has beside it what it must be told, word for word.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot read its own data has failed")]

#[path = "structure/mutation.rs"]
mod mutation;
#[path = "structure/reading.rs"]
mod reading;
#[path = "structure/schema.rs"]
mod schema;
#[path = "structure/tidying.rs"]
mod tidying;
#[path = "structure/workspaces.rs"]
mod workspaces;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use utdrag::case::{self, source};
use utdrag::diag::Diagnostic;

/// One line a finding, then its label, other places and hints: all that the reader is shown, less the excerpt.
fn told(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for one in diagnostics {
        let (line, column) = one.place.as_ref().map_or((0, 0), utdrag::diag::Label::line_column);
        let marked = one.place.as_ref().and_then(|place| place.source.text.get(place.span.clone())).unwrap_or("");
        let marked = marked.split('\n').next().unwrap_or("");
        writeln!(out, "{line}:{column} {}[{}]: {}", one.level.word(), one.code, one.message).unwrap();
        writeln!(out, "    > {marked}").unwrap();
        for also in &one.also {
            let (line, column) = also.line_column();
            writeln!(out, "    {line}:{column} {}", also.text).unwrap();
        }
        for hint in &one.hints {
            writeln!(out, "    = {hint}").unwrap();
        }
    }
    out
}

fn findings(path: &Path) -> Vec<Diagnostic> {
    let source = match source::read_noting(path) {
        Ok((source, notes)) if notes.is_empty() => source,
        Ok((source, mut notes)) => {
            notes.extend(case::parse(path, source).1);
            return notes;
        }
        Err(fault) => return vec![fault],
    };
    let name = path.file_name().unwrap().to_string_lossy();
    if name.starts_with("myndighet") {
        case::parse_myndighet(path, source).1
    } else {
        case::parse(path, Arc::clone(&source)).1
    }
}

fn bad_cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases-bad");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    files.sort();
    files
}

#[test]
fn every_fault_is_told_as_written_beside_it() {
    let mut wrong = Vec::new();
    let files = bad_cases();
    assert!(files.len() >= 60, "only {} cases", files.len());
    for path in files {
        let said = told(&findings(&path));
        let beside = path.with_extension("txt");
        if std::env::var_os("UTDRAG_SKRIV").is_some() {
            #[expect(clippy::disallowed_methods, reason = "the golden file is written by hand's leave only")]
            std::fs::write(&beside, &said).unwrap();
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if said.is_empty() || said != expected {
            wrong.push(format!("{}\n--- expected\n{expected}--- found\n{said}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nUTDRAG_SKRIV=1 writes what is found beside each case; read it before you commit",
        wrong.join("\n")
    );
}
