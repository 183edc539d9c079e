//! What a file of others, signed as it is, does when it is opened, shows from elsewhere, or carries with it.

use std::fmt::Write as _;

use super::foreign::{CATALOG, CONTENT, Letter, PAGE, judge};
use super::scene::{SCENE, append, catalog_with, codes, stream, with};
use utdrag::verify::{Utslag, attachments};

fn letter(entry: &str) -> Letter {
    let letter = Letter::new();
    let catalog = with(letter.body(CATALOG), entry);
    letter.with(CATALOG, catalog)
}

/// With an annotation on its page, which is object 20.
fn annotated(body: &str) -> Letter {
    Letter::new().but(PAGE, "/Annots[40 0 R", "/Annots[40 0 R 20 0 R").with(20, body)
}

fn link(address: &str) -> Letter {
    annotated(&format!("<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI({address})>>>>"))
}

#[test]
fn what_a_file_does_by_itself_is_said_by_reference_too() {
    let program = "/OpenAction<</S 20 0 R/F(calc.exe)>>";
    let mut wrong = String::new();
    for (name, letter, kod) in [
        ("starts a program", letter(program).with(20, "/Launch"), "aktivt-innehall"),
        ("opens another file", letter(program).with(20, "/GoToR"), "aktivt-innehall"),
        (
            "plays something",
            annotated("<</Type/Annot/Subtype 21 0 R/Rect[0 0 9 9]>>").with(21, "/RichMedia"),
            "aktivt-innehall",
        ),
        ("opens a web page", letter("/OpenAction<</S/URI/URI(http://exempel.se)>>"), "aktivt-innehall"),
        ("shows a layer", letter("/OpenAction<</S/SetOCGState/State[/Toggle 5 0 R]>>"), "aktivt-innehall"),
        ("hides a field", letter("/OpenAction<</S/Hide/T(x)>>"), "aktivt-innehall"),
        ("a script behind a link", link("javascript:alert\\(1\\)"), "aktivt-innehall"),
        ("a file behind a link", link("file:///etc/passwd"), "aktivt-innehall"),
        ("a server behind a link", link("\\\\\\\\exempel\\\\dela"), "aktivt-innehall"),
        (
            "an address by reference",
            annotated("<</Subtype/Link/A<</S/URI/URI 21 0 R>>>>").with(21, "(vbscript:x)"),
            "aktivt-innehall",
        ),
        ("content elsewhere", Letter::new().with(CONTENT, stream("/F(annan.bin)", "")), "yttre-innehall"),
        (
            "a page elsewhere",
            letter("/Piece 20 0 R").with(20, stream("/Subtype/Form/Ref<</F(annan.pdf)/Page 0>>", "")),
            "yttre-innehall",
        ),
        ("a printer's program", letter("/Piece 20 0 R").with(20, stream("/Subtype/PS", "showpage")), "yttre-innehall"),
        ("a portfolio", letter("/Collection<</View/H>>"), "aktivt-innehall"),
    ] {
        let verdict = judge(&letter.signed(""));
        if verdict.utslag() != Utslag::KanInteAvgoras || !codes(&verdict).contains(&kod) {
            writeln!(wrong, "{name}: expected {kod}, found {:?} {:?}", verdict.utslag(), codes(&verdict)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_a_file_may_do_is_no_fault() {
    for (name, letter) in [
        ("opens at a page", letter("/OpenAction[3 0 R/Fit]")),
        ("goes to a page", letter("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>")),
        ("a web address", link("https://exempel.se/a:b")),
        ("an address for mail", link("mailto:registrator@exempel.se")),
        ("an address without a kind", link("exempel.se/beslut")),
    ] {
        let verdict = judge(&letter.signed(""));
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{name}: {:?}", verdict.brister());
    }
}

#[test]
fn every_file_that_is_carried_along_is_told_of() {
    let named = |specification: &str| letter(&format!("/Names<</EmbeddedFiles<</Names[(a){specification}]>>>>"));
    let hex = stream("/Filter/ASCIIHexDecode", "4D5A>");
    for (name, letter) in [
        ("as usual", named("<</F(ond.exe)/EF<</F 21 0 R>>>>").with(21, stream("", "MZ"))),
        ("name by reference", named("<</UF 22 0 R/EF<</F 21 0 R>>>>").with(21, stream("", "MZ")).with(22, "(ond.exe)")),
        ("for another system", named("<</F(ond.exe)/EF<</DOS 21 0 R>>>>").with(21, stream("", "MZ"))),
        ("packed otherwise", named("<</F(ond.exe)/EF<</F 21 0 R>>>>").with(21, hex.clone())),
        (
            "on a page",
            annotated("<</Subtype/FileAttachment/FS<</F(ond.exe)/EF<</F 21 0 R>>>>>>").with(21, stream("", "MZ")),
        ),
    ] {
        let file = letter.signed("");
        let verdict = judge(&file);
        assert!(
            verdict.innehall.upplysningar.iter().any(|one| one.contains("ond.exe")),
            "{name}: {:?}",
            verdict.innehall
        );
        let unpacked = attachments(&file).unwrap();
        let packed_otherwise = name == "packed otherwise";
        assert_eq!(unpacked.contains_key("ond.exe"), !packed_otherwise, "{name}: what is not read is not written out");
    }
    let nameless = judge(&named("<</EF<</F 21 0 R>>>>").with(21, stream("", "MZ")).signed(""));
    assert!(nameless.innehall.upplysningar.iter().any(|one| one.contains("utan namn")), "{:?}", nameless.innehall);
    let file = &SCENE.extract;
    let note = "/Ovrigt<</FS<</F(ond.exe)/EF<</Unix 1901 0 R>>>>>>";
    let verdict = SCENE.judge(&append(file, &[catalog_with(file, note), (1901, hex)], ""));
    assert!(codes(&verdict).contains(&"ovantad-bilaga"), "{:?}", codes(&verdict));
}
