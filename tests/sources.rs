//! Holds each real case, rendered, against the text it was written from: every heading, sentence and name, in order.
//! Needs `../shared` beside the project and pdftotext; says aloud when the first is not there.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use utdrag::case::Workspace;
use utdrag::diag::{Diagnostic, has_errors};
use utdrag::document::{self, Choice, Document, Handling};
use utdrag::{pdf, rules};

#[path = "sources/text.rs"]
mod text;

use text::{Page, Source};

#[test]
fn the_extract_of_regionstyrelsen_2019_holds_its_source() {
    compare("rs-2019-05-29.toml", Handling::Utdrag, "000", |source| {
        // Head and strip of the source's own pages.
        source.without(&[
            "PROTOKOLL",
            "Mötesdatum",
            "Regionstyrelsen 2019-05-29",
            "Justerandes sign Utdragsbestyrkande",
        ]);
        // The heading above the lists says the same as the one above it.
        source.without(&["Voteringslist(or)"]);
        source.split("hemmet för fler patienter (RS/148/2019)", &["hemmet för fler patienter", "RS/148/2019"]);
        // The office has a column of its own.
        source.split("Ledamot Ja Nej Avstår", &["Ledamot", "Ja Nej Avstår"]);
        // The columns of the list are lost in the source, and so is its order; the sums stand below the names.
        source.in_any_order(" X");
        source.anywhere("Resultat 9 6 0");
    });
}

#[test]
fn the_summons_of_the_namnd_2019_holds_its_source() {
    compare("kallelse-hsn-2019-04-04.toml", Handling::Kallelse, "001", |source| {
        // The web page around the list.
        source.without(&[
            "Hoppa över navigering",
            "Det finns ingen information att visa",
            "Vi använder cookies på denna webbplats för att förbättra din användarupplevelse.",
        ]);
        // An item with nothing to read stands in the list before the items, and only there.
        source.split("• 23", &[]);
        source.split(
            "Presentationer för hälso- och sjukvårdsnämnden",
            &["23 Presentationer för hälso- och sjukvårdsnämnden"],
        );
        source.anywhere("23 Presentationer för hälso- och sjukvårdsnämnden");
        // The unit stands in the table's head.
        source.split("S:a 1 790 000 kronor", &["S:a 1 790 000"]);
    });
}

#[test]
fn the_paragraf_adjusted_at_once_holds_its_source() {
    compare("svom-2021-06-04.toml", Handling::Omedelbar, "002", |_| ());
}

#[test]
fn the_tjansteskrivelse_of_one_page_holds_its_source() {
    compare("tjansteskrivelse-rs-423-2023.toml", Handling::Tjansteskrivelse, "003", |_| ());
}

#[test]
fn the_tjansteskrivelse_of_two_pages_holds_its_source() {
    compare("tjansteskrivelse-medborgarforslag-2023.toml", Handling::Tjansteskrivelse, "004", |_| ());
}

fn compare(case: &str, handling: Handling, number: &str, prepare: impl Fn(&mut Source)) {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let Some(written) = source_text(&shared, number) else {
        say(&format!("{case}: left out, there is no ../shared/sources\n"));
        return;
    };
    let mut source = Source::of(&written);
    prepare(&mut source);
    let document = document(&shared.join("cases"), case, handling);
    let page = Page::of(&extracted(&document), &document);
    let missing = page.missing(&source);
    assert!(missing.is_empty(), "{case}: not found, in order, in the document:\n{}\n", missing.join("\n"));
    // The comparison itself: the same lines in another order, and a sentence that is not there, are found out.
    source.reverse();
    assert!(!page.missing(&source).is_empty());
    assert_eq!(page.missing(&Source::of("Detta står inte i handlingen.")), ["Detta står inte i handlingen."]);
    say(&format!("{case}: {} lines of {number} found, in order\n", source.len()));
}

fn source_text(shared: &Path, number: &str) -> Option<String> {
    let files = std::fs::read_dir(shared.join("sources")).ok()?;
    let named = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number));
    let path = files.flatten().map(|file| file.path()).find(named)?;
    std::fs::read_to_string(path).ok()
}

fn document(workspace: &Path, case: &str, handling: Handling) -> Document {
    let (workspace, found) = Workspace::open(workspace);
    assert!(!has_errors(&found), "{}", messages(&found));
    let workspace = Arc::new(workspace.expect("a workspace without errors"));
    let file = workspace.cases.iter().find(|one| one.path.ends_with(case)).expect("the case is in the workspace");
    let (checked, found) = rules::check(&workspace, file);
    let checked = checked.unwrap_or_else(|| unreachable!("{case}: {}", messages(&found)));
    let choice = Choice { handling: Some(handling), ..Choice::default() };
    let made =
        document::documents(&checked, &choice).unwrap_or_else(|found| unreachable!("{case}: {}", messages(&found)));
    made.into_iter().next().expect("the case gives such a document")
}

fn extracted(document: &Document) -> String {
    let pdf = pdf::render(document).unwrap_or_else(|found| unreachable!("{}: {}", document.stem, messages(&found)));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.pdf", document.stem));
    utdrag::durable::write(&file, &pdf.bytes).unwrap_or_else(|fault| unreachable!("{}", fault.message));
    let output = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&file).arg("-").output();
    let output = output.expect("pdftotext, of the Debian package poppler-utils, is needed to read documents back");
    assert!(output.status.success(), "pdftotext: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("pdftotext was asked for UTF-8")
}

fn messages(found: &[Diagnostic]) -> String {
    found.iter().map(|one| one.message.clone()).collect::<Vec<_>>().join("\n")
}

fn say(text: &str) {
    // Past the test runner's capture: what was compared, or that nothing was.
    std::io::stderr().write_all(text.as_bytes()).expect("stderr is open in a test");
}
