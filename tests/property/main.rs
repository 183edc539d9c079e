//! Properties that hold for every meeting and every fault of the finger, tried on many made by chance.
//! The same ones each time; `UTDRAG_CASES=2000 cargo test --release --test property` tries that many new ones.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a case is put together line by line, to be read"
)]

mod letter;
mod meeting;
mod mutation;
mod reading;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use utdrag::case::{self, Workspace};
use utdrag::diag::{Diagnostic, Source, has_errors};
use utdrag::document::{self, Choice, Document, Handling};
use utdrag::{pdf, rules};

use letter::Letter;
use meeting::Meeting;

#[test]
fn any_meeting_becomes_the_same_pages_twice() {
    for_any_meeting(30, |meeting| {
        for document in documents(meeting)? {
            let first = rendered(&document)?;
            prop_assert!(first.bytes == rendered(&document)?.bytes, "other bytes the second time");
            let most = 20 + meeting.toml.len() / 400 + 3 * meeting.numbers.len();
            prop_assert!((1..=most).contains(&first.pages), "{} pages, at most {most} were expected", first.pages);
        }
        Ok(())
    });
}

#[test]
#[ignore = "needs poppler-utils: run tests/run"]
fn every_word_of_any_meeting_is_on_its_pages() {
    for_any_meeting(30, |meeting| {
        for document in documents(meeting)? {
            let file = reading::kept("property.pdf", &rendered(&document)?.bytes);
            let outside = reading::words_outside(&file);
            prop_assert!(outside.is_empty(), "outside the page: {outside:?}");
            if document.handling == Handling::Protokoll {
                let text = reading::text(&file);
                for field in &meeting.fields {
                    in_order(field, &text)?;
                }
            }
        }
        Ok(())
    });
}

#[test]
fn any_letter_and_any_summons_becomes_the_same_pages_twice() {
    let run = |letter: &Letter| {
        let document = paper(letter)?;
        let first = rendered(&document)?;
        prop_assert!(first.bytes == rendered(&document)?.bytes, "other bytes the second time");
        let most = 6 + letter.toml.len() / 300 + letter.fields.len();
        prop_assert!((1..=most).contains(&first.pages), "{} pages, at most {most} were expected", first.pages);
        Ok(())
    };
    tried(20, &letter::skrivelse(), run, |letter| letter.toml.clone());
    tried(20, &letter::kallelse(), run, |letter| letter.toml.clone());
}

#[test]
#[ignore = "needs poppler-utils: run tests/run"]
fn every_word_of_any_letter_and_any_summons_is_on_its_pages() {
    let run = |letter: &Letter| {
        let file = reading::kept("property-letter.pdf", &rendered(&paper(letter)?)?.bytes);
        let outside = reading::words_outside(&file);
        prop_assert!(outside.is_empty(), "outside the page: {outside:?}");
        let text = reading::text(&file);
        letter.fields.iter().try_for_each(|field| in_order(field, &text))
    };
    tried(20, &letter::skrivelse(), run, |letter| letter.toml.clone());
    tried(20, &letter::kallelse(), run, |letter| letter.toml.clone());
}

#[test]
fn any_fault_of_the_finger_is_a_finding_with_a_place() {
    let myndighet = mutation::shipped("myndighet.toml");
    let run = |(name, text): &(String, String)| {
        let source = source(name, text);
        let path = PathBuf::from(name);
        let (made, findings) = if name == "myndighet.toml" {
            let (made, findings) = case::parse_myndighet(&path, source);
            (made.is_some(), findings)
        } else {
            let (case, mut findings) = case::parse(&path, source);
            let made = case.is_some();
            if let Some(case) = case {
                findings.extend(rules::check(&workspace(&myndighet, &case), &Arc::new(case)).1);
            }
            (made, findings)
        };
        prop_assert!(made || has_errors(&findings), "neither a case nor an error");
        findings.iter().try_for_each(|finding| sound(finding, text))
    };
    tried(400, &mutation::mutated(), run, |(_, text)| text.clone());
}

/// Every finding says something, and the place it names is in the file.
fn sound(finding: &Diagnostic, text: &str) -> Result<(), TestCaseError> {
    prop_assert!(finding.message.len() > 10, "{} says {:?}", finding.code, finding.message);
    let place = finding.place.as_ref();
    prop_assert!(place.is_some(), "{} has no place: {}", finding.code, finding.message);
    for label in place.into_iter().chain(&finding.also).filter(|label| label.source.text == text) {
        prop_assert!(text.get(label.span.clone()).is_some(), "{}: {:?} is not in the file", finding.code, label.span);
    }
    Ok(())
}

fn in_order(blocks: &[String], read: &reading::Read) -> Result<(), TestCaseError> {
    let mut from = 0;
    for block in blocks {
        let rest = read.text.get(from..).unwrap_or_default();
        let whole = rest.find(block.as_str()).map(|at| from + at + block.len());
        let end = whole.or_else(|| divided(read, from, block));
        prop_assert!(end.is_some(), "not on the pages, or not in order: {block}");
        from = end.unwrap_or(from);
    }
    Ok(())
}

/// A cell in a row that a page break divides goes on upon the very next page, below the first lines of the other cells.
/// Every piece must be there, and none but the last may be shorter than a line of a narrow cell. Answers with where the
/// first piece ends.
fn divided(read: &reading::Read, from: usize, block: &str) -> Option<usize> {
    const SHORTEST: usize = 8;
    let rest = read.text.get(from..)?;
    let cuts: Vec<usize> = block.char_indices().map(|(at, _)| at).chain([block.len()]).collect();
    let fits = cuts.partition_point(|&cut| block.get(..cut).is_some_and(|piece| rest.contains(piece)));
    let cut = *cuts.get(fits.checked_sub(1)?)?;
    let piece = block.get(..cut).filter(|piece| piece.chars().count() >= SHORTEST)?;
    let end = from + rest.find(piece)? + piece.len();
    let page = read.ends.iter().position(|&last| end <= last)?;
    let (next, last) = (*read.ends.get(page)?, *read.ends.get(page + 1)?);
    let remainder = block.get(cut..)?;
    let starts_there = |at: usize| next + at < last;
    let below = read.text.get(next..)?;
    let found = below.find(remainder).is_some_and(starts_there)
        || divided(read, next, remainder).is_some_and(|end| end <= last);
    found.then_some(end)
}

fn documents(meeting: &Meeting) -> Result<Vec<Document>, TestCaseError> {
    let (case, findings) = case::parse(&PathBuf::from("rs.toml"), source("rs.toml", &meeting.toml));
    prop_assert!(!has_errors(&findings), "the case is not accepted: {}", told(&findings));
    let case = case.ok_or_else(|| TestCaseError::fail("no errors and no case"))?;
    let workspace = workspace(&meeting.myndighet, &case);
    let (checked, findings) = rules::check(&workspace, &Arc::new(case));
    let checked = checked.ok_or_else(|| TestCaseError::fail(format!("a rule is broken: {}", told(&findings))))?;
    let middle = meeting.numbers.get(meeting.numbers.len() / 2).copied();
    let mut all = Vec::new();
    for (handling, paragrafer) in [(Handling::Protokoll, Vec::new()), (Handling::Utdrag, middle.into_iter().collect())]
    {
        let choice = Choice { handling: Some(handling), paragrafer, ..Choice::default() };
        let made = document::documents(&checked, &choice);
        all.extend(made.map_err(|findings| TestCaseError::fail(format!("no document: {}", told(&findings))))?);
    }
    prop_assert_eq!(all.len(), 2);
    Ok(all)
}

/// The one document of a letter or a summons.
fn paper(letter: &Letter) -> Result<Document, TestCaseError> {
    let (case, findings) = case::parse(&PathBuf::from(letter.file), source(letter.file, &letter.toml));
    prop_assert!(!has_errors(&findings), "the case is not accepted: {}", told(&findings));
    let case = case.ok_or_else(|| TestCaseError::fail("no errors and no case"))?;
    let workspace = workspace(letter::MYNDIGHET, &case);
    let (checked, findings) = rules::check(&workspace, &Arc::new(case));
    let checked = checked.ok_or_else(|| TestCaseError::fail(format!("a rule is broken: {}", told(&findings))))?;
    let made = document::documents(&checked, &Choice::default());
    let made = made.map_err(|findings| TestCaseError::fail(format!("no document: {}", told(&findings))))?;
    prop_assert_eq!(made.len(), 1);
    made.into_iter().next().ok_or_else(|| TestCaseError::fail("no document"))
}

fn rendered(document: &Document) -> Result<pdf::Pdf, TestCaseError> {
    pdf::render(document).map_err(|findings| TestCaseError::fail(format!("no PDF: {}", told(&findings))))
}

fn workspace(myndighet: &str, case: &case::Case) -> Arc<Workspace> {
    let (myndighet, _) = case::parse_myndighet(Path::new("myndighet.toml"), source("myndighet.toml", myndighet));
    let myndighet = myndighet.expect("the authority's file is sound");
    Arc::new(Workspace {
        root: PathBuf::from("."),
        myndighet,
        cases: vec![Arc::new(case.clone())],
        index: Arc::default(),
    })
}

fn source(name: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { name: name.to_owned(), text: text.to_owned() })
}

fn told(findings: &[Diagnostic]) -> String {
    let errors = findings.iter().filter(|finding| finding.level == utdrag::diag::Level::Fel);
    errors.map(|finding| format!("[{}] {}\n", finding.code, finding.message)).collect()
}

fn for_any_meeting(cases: u32, property: impl Fn(&Meeting) -> Result<(), TestCaseError>) {
    tried(cases, &meeting::meeting(), property, |meeting| format!("{}\n# {:?}", meeting.toml, meeting.fields));
}

/// Runs a property; the smallest case that fails is kept as a file and named.
fn tried<S: Strategy>(
    cases: u32,
    strategy: &S,
    property: impl Fn(&S::Value) -> Result<(), TestCaseError>,
    show: impl Fn(&S::Value) -> String,
) {
    let wanted = std::env::var("UTDRAG_CASES").ok().and_then(|text| text.parse().ok());
    let config =
        Config { cases: wanted.unwrap_or(cases), failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    let mut runner = if wanted.is_some() {
        TestRunner::new(config)
    } else {
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    };
    let failure = runner.run(strategy, |value| property(&value)).err().map(|error| match error {
        TestError::Fail(reason, value) => {
            format!("{reason}\n{}", reading::kept("property-failure.toml", show(&value).as_bytes()).display())
        }
        TestError::Abort(reason) => reason.to_string(),
    });
    assert!(failure.is_none(), "\n{}\n", failure.unwrap_or_default());
}
