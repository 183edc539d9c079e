//! What a page can be asked to print, and what it refuses: strange characters, code of other programs, words without
//! end, lists within lists. Each document starts as an extract of `tests/golden/arenden`.

#[path = "golden/edges.rs"]
mod edges;
#[path = "golden/page.rs"]
mod page;
#[path = "golden/tree.rs"]
mod tree;

use std::path::Path;
use std::sync::Arc;

use utdrag::case::Workspace;
use utdrag::document::{Block, Choice, Document, Inline, Innehall, documents};
use utdrag::pdf::render;
use utdrag::rules;

/// An extract of one §, with `blocks` as its first part.
fn extract(blocks: Vec<Block>) -> Document {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/arenden");
    let workspace = Arc::new(Workspace::open(&folder).0.expect("the golden workspace can be read"));
    let meeting = workspace.cases.iter().find(|case| case.path.ends_with("ks-2026-02-04.toml"));
    let checked = rules::check(&workspace, meeting.expect("there is a meeting")).0.expect("the golden case is right");
    let choice = Choice { paragrafer: vec![4], ..Choice::default() };
    let made = documents(&checked, &choice).expect("§ 4 gives documents");
    let mut document = made.into_iter().find(|one| one.stem.contains("-p4-")).expect("§ 4 gives an extract");
    if let Innehall::Utdrag(utdrag) = &mut document.innehall {
        let part = utdrag.paragrafer.first_mut().and_then(|one| one.delar.first_mut());
        part.expect("§ 4 has parts").block = blocks;
    }
    document
}

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text { text: text.to_owned() }]
}

fn paragraph(words: &str) -> Vec<Block> {
    vec![Block::Stycke { text: text(words) }]
}

fn tags(blocks: Vec<Block>) -> String {
    tree::dump(&render(&extract(blocks)).expect("it can be printed").bytes)
}

#[test]
fn code_of_typst_and_of_the_web_prints_as_its_characters() {
    for code in [
        "#read(\"/etc/passwd\")",
        "$x^2$ *fet* _kursiv_ `kod`",
        "<b>fet</b> &amp; <lbl>",
        "\\u{41} // nej /* nej */",
        "= Rubrik",
        "@källa [länk](x)",
    ] {
        assert!(tags(paragraph(code)).contains(code), "{code} is not printed as it is");
    }
}

#[test]
fn several_spaces_and_soft_hyphens_do_not_stop_a_document() {
    let tags = tags(paragraph("två  mellanslag och mjukt\u{ad}bindestreck, hårt\u{a0}mellanslag"));
    assert!(tags.contains("två  mellanslag"), "{tags}");
}

#[test]
fn a_character_without_a_glyph_is_named_with_the_words_around_it() {
    for (character, name) in
        [('👍', "U+1F44D (👍)"), ('\u{202e}', "U+202E"), ('\u{7}', "U+0007"), ('語', "U+8A9E (語)")]
    {
        let found = render(&extract(paragraph(&format!("Nämnden {character} beslutar")))).expect_err(name);
        let message = &found.first().expect("something was found").message;
        assert!(message.contains(name) && message.contains("Nämnden □ beslutar"), "{message}");
    }
}

#[test]
fn every_character_without_a_glyph_is_named_at_once() {
    let both = vec![Block::Stycke { text: text("ett 👍") }, Block::Stycke { text: text("två 語") }];
    assert_eq!(render(&extract(both)).expect_err("neither can be printed").len(), 2);
}

fn nested(levels: usize) -> Vec<Block> {
    let item = |inner: Vec<Block>| vec![Block::Lista { start: None, punkter: vec![inner] }];
    (0..levels).fold(paragraph("innerst"), |inner, _| item(inner))
}

#[test]
fn lists_within_lists_are_printed_as_deep_as_a_page_can_show() {
    assert!(tags(nested(8)).contains("innerst"));
}

#[test]
fn lists_within_lists_beyond_that_are_refused_and_not_guessed_at() {
    for levels in [9, 60, 400] {
        let found = render(&extract(nested(levels))).expect_err("there is no room");
        assert_eq!(found.first().map(|one| one.code), Some("text-for-djup"), "{levels} levels");
    }
}

fn table(columns: usize, cell: &str) -> Block {
    Block::Tabell {
        kolumner: vec!["left".to_owned(); columns],
        huvud: vec![text("Kolumnrubrik"); columns],
        rader: vec![vec![text(cell); columns]; 3],
    }
}

/// Every place where text of any length can come, filled with `word`.
fn everywhere(word: &str) -> Document {
    let mut blocks = paragraph(word);
    blocks.extend([
        Block::Lista { start: Some(98), punkter: vec![paragraph(word); 3] },
        Block::Citat { block: paragraph(word) },
        Block::Mellanrubrik { text: text(word) },
        Block::Kod { text: format!("    {word}") },
        Block::Stycke { text: vec![Inline::Lank { mal: "https://ljungsjo.example/".to_owned(), text: text(word) }] },
        Block::Stycke { text: vec![Inline::Kod { text: word.to_owned() }, Inline::Stark { text: text(word) }] },
    ]);
    blocks.extend([1, 2, 5, 9].map(|columns| table(columns, word)));
    let mut document = extract(blocks);
    if let Innehall::Utdrag(utdrag) = &mut document.innehall {
        for one in &mut utdrag.paragrafer {
            one.rubrik = text(word);
            one.diarienummer = Some(word.to_owned());
            one.nummer = u32::MAX;
            for voter in one.voteringar.iter_mut().flat_map(|vote| &mut vote.roster) {
                word.clone_into(&mut voter.namn);
                word.clone_into(&mut voter.uppdrag);
            }
        }
    }
    document
}

#[test]
fn words_without_end_stay_on_the_page() {
    let digits = "0123456789".repeat(30);
    for word in
        ["w".repeat(300), "Å".repeat(250), digits, "sjukvårdspolitisk".repeat(12), "/stig".repeat(60), "m".repeat(40)]
    {
        let pdf = render(&everywhere(&word)).expect("it can be printed");
        assert_eq!(edges::outside(&pdf.bytes), Vec::<String>::new(), "{word}");
    }
}

#[test]
fn a_word_of_ten_thousand_characters_is_printed_whole() {
    let word = "Ordet".repeat(2_000);
    let pdf = render(&extract(paragraph(&word))).expect("it can be printed");
    assert_eq!(edges::outside(&pdf.bytes), Vec::<String>::new());
    let printed: String = tree::dump(&pdf.bytes).chars().filter(|one| one.is_alphabetic()).collect();
    assert!(printed.contains(&word), "the word is not whole");
}

#[test]
fn a_table_whose_head_fills_a_page_loses_no_row() {
    let head = vec![text("Post"), text(&"sammanträdesprotokoll".repeat(300))];
    let rows = (1..=3).map(|row| vec![text(&format!("rad {row}")), text(&format!("belopp {row}"))]).collect();
    let table = Block::Tabell { kolumner: vec!["left".to_owned(); 2], huvud: head, rader: rows };
    let pdf = render(&extract(vec![table])).expect("it can be printed");
    assert_eq!(edges::outside(&pdf.bytes), Vec::<String>::new());
    let printed = tree::dump(&pdf.bytes);
    for row in 1..=3 {
        assert!(printed.contains(&format!("belopp {row}")), "row {row} is not on the pages");
    }
}
