//! What becomes of text: CommonMark where it is meant, characters where it is not, and nothing lost.

use super::*;

fn text(characters: &str) -> Inline {
    Inline::Text { text: characters.to_owned() }
}

fn paragraph(characters: &str) -> Block {
    Block::Stycke { text: vec![text(characters)] }
}

/// The characters of blocks in order, white space apart, and how deep they go.
fn visible(blocks: &[Block]) -> String {
    let each = blocks.iter().map(|block| match block {
        Block::Stycke { text } | Block::Mellanrubrik { text } => plain(text),
        Block::Lista { punkter, .. } => punkter.iter().map(|item| visible(item)).collect(),
        Block::Citat { block } => visible(block),
        Block::Tabell { huvud, rader, .. } => {
            huvud.iter().chain(rader.iter().flatten()).map(|cell| plain(cell)).collect()
        }
        Block::Kod { text } => text.clone(),
        Block::Linje => String::new(),
    });
    each.collect::<String>().chars().filter(|one| !one.is_whitespace()).collect()
}

#[test]
fn real_text_is_not_mangled() {
    for line in [
        "-29,7 miljoner kronor till och med februari 2019.",
        "§ 41. Nämnden föreslår regionfullmäktige att motionen anses besvarad.",
        "5,9 % av 2 * 3 * 4 och a_b_c",
        "9 [nio] ledamöter {alla} #budget $x$ ~ungefär~ | cell",
        "#read(\"/etc/passwd\") @preview \\u{41}",
        "1 790 000 kronor & 3 < 4 > 2",
    ] {
        assert_eq!(blocks(line), [paragraph(line)]);
        assert_eq!(inlines(line), [text(line)]);
    }
}

#[test]
fn single_newlines_are_spaces_and_empty_lines_part_paragraphs() {
    let source = "Negativ avvikelse om\n-29,7 miljoner enligt\n2019. Därefter\r\nmer.\n\nNytt stycke.";
    assert_eq!(
        blocks(source),
        [paragraph("Negativ avvikelse om -29,7 miljoner enligt 2019. Därefter mer."), paragraph("Nytt stycke.")]
    );
    assert_eq!(
        blocks("Rad ett\\\nRad två"),
        [Block::Stycke { text: vec![text("Rad ett"), Inline::Radbrytning, text("Rad två")] }]
    );
}

#[test]
fn html_images_definitions_and_foreign_links_print_as_their_characters() {
    for source in [
        "<b>fet</b> och <lbl>",
        "<div>",
        "<!-- kommentar -->",
        "<script>alert(1)</script>",
        "![bild](x.png) efter",
        "[^1]: fotnot",
        "[etikett]: https://exempel.se",
        "[klicka](javascript:alert)",
        "[fil](../hemlig.toml)",
        "- [ ] att göra",
        "~~struket~~",
        "[^1] hänvisning",
        "<https:exempel>",
    ] {
        let characters: String = source.trim_start_matches("- ").chars().filter(|one| !one.is_whitespace()).collect();
        assert_eq!(visible(&blocks(source)), characters, "{source}");
    }
    let twice = "[a]: x\n[a]: y\n[b]: z\n";
    assert_eq!(visible(&blocks(twice)), "[a]:x[a]:y[b]:z");
    let often = "[a]: x\n".repeat(50);
    assert_eq!(visible(&blocks(&often)), "[a]:x".repeat(50));
}

#[test]
fn html_lines_keep_the_marks_around_them() {
    assert_eq!(
        blocks("<div>\n*viktigt*\n</div>"),
        [Block::Stycke {
            text: vec![text("<div> "), Inline::Betonad { text: vec![text("viktigt")] }, text(" </div>")]
        }]
    );
}

#[test]
fn web_and_mail_links_are_links() {
    let link = |mal: &str, shown: &str| vec![Inline::Lank { mal: mal.to_owned(), text: vec![text(shown)] }];
    assert_eq!(inlines("[regionen](https://region.example)"), link("https://region.example", "regionen"));
    assert_eq!(inlines("<reg@region.example>"), link("mailto:reg@region.example", "reg@region.example"));
}

#[test]
fn lists_keep_the_numbers_they_were_written_with() {
    let numbers = |source: &str| -> Vec<(Option<u64>, usize)> {
        let lists = blocks(source).into_iter().map(|block| match block {
            Block::Lista { start, punkter } => (start, punkter.len()),
            other => unreachable!("{other:?}"),
        });
        lists.collect()
    };
    assert_eq!(numbers("1. a\n2. b\n3. c"), [(Some(1), 3)]);
    assert_eq!(numbers("1. a\n1. b\n1. c"), [(Some(1), 3)]);
    assert_eq!(numbers("2. a\n4. b\n5. c"), [(Some(2), 1), (Some(4), 2)]);
    assert_eq!(numbers("1) a\n2) b"), [(Some(1), 2)]);
    assert_eq!(numbers("- a\n- b"), [(None, 2)]);
    assert_eq!(numbers("2019. Budgeten"), [(Some(2019), 1)]);
}

#[test]
fn a_tight_list_item_holds_its_text_and_its_own_list() {
    assert_eq!(
        blocks("- ett *två*\n  - tre"),
        [Block::Lista {
            start: None,
            punkter: vec![vec![
                Block::Stycke { text: vec![text("ett "), Inline::Betonad { text: vec![text("två")] }] },
                Block::Lista { start: None, punkter: vec![vec![paragraph("tre")]] },
            ]],
        }]
    );
}

#[test]
fn a_field_of_one_line_is_never_a_block() {
    for (source, expected) in [
        ("- inte en lista", "- inte en lista"),
        ("2019. Budgeten", "2019. Budgeten"),
        ("1) Först", "1) Först"),
        ("# inte en rubrik", "# inte en rubrik"),
        ("> inte ett citat", "> inte ett citat"),
        ("---", "---"),
        ("***", "***"),
        ("===", "==="),
        ("+ plus", "+ plus"),
        ("```inte kod", "```inte kod"),
        ("    indraget", "indraget"),
        ("två\nrader", "två rader"),
        ("<div>", "<div>"),
        ("a | b\n--- | ---", "a | b --- | ---"),
        ("", ""),
    ] {
        assert_eq!(plain(&inlines(source)), expected, "{source:?}");
        assert_eq!(visible(&blocks(&line(source))), expected.replace(' ', ""), "{source:?}");
    }
}

#[test]
fn escaped_characters_print_as_themselves() {
    for characters in ["*Åsa* _B_", "a\\b", "[x](y) `z` <w> &amp; #1", "- Ström", "1. Åke", "~~x~~ | y", "!", "\\"] {
        assert_eq!(plain(&inlines(&escaped(characters))), characters);
    }
    assert_eq!(escaped("Jenny Sellsve (S)"), "Jenny Sellsve (S)");
}

#[test]
fn table_cells_beyond_the_head_are_kept() {
    let table = "| Post | Kronor |\n| --- | ---: |\n| Analys | 455 000 | mer | till |\n| **S:a** |\n";
    assert_eq!(visible(&blocks(table)), "PostKronorAnalys455000|mer|tillS:a");
    let Some(Block::Tabell { kolumner, rader, .. }) = blocks(table).into_iter().next() else { unreachable!() };
    assert_eq!(kolumner, ["left", "right"]);
    assert_eq!(rader.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_table_wider_than_a_page_prints_as_its_source() {
    let row = "| x ".repeat(40) + "|\n";
    let source = format!("{row}{}|\n{row}", "| - ".repeat(40));
    assert!(matches!(blocks(&source).as_slice(), [Block::Kod { .. }]));
}

#[test]
fn what_is_nested_too_deep_prints_as_its_source() {
    let quotes = blocks(&format!("{} slut", ">".repeat(1_000)));
    assert!(visible(&quotes).ends_with("slut"));
    let lists = (0..100).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect::<Vec<_>>().concat();
    assert!(visible(&blocks(&lists)).matches('x').count() == 100);
    let emphasis = format!("{}ord{}", "*a _b ".repeat(500), "_ *".repeat(500));
    assert!(visible(&blocks(&emphasis)).contains("ord"));
}

#[test]
fn long_words_and_large_texts_are_read() {
    let word = "å".repeat(10_000);
    assert_eq!(blocks(&word), [paragraph(&word)]);
    let large = "Ett stycke med text.\n\n".repeat(20_000);
    assert_eq!(blocks(&large).len(), 20_000);
    let brackets = "[".repeat(50_000);
    assert_eq!(visible(&blocks(&brackets)), brackets);
}

#[test]
fn escapes_and_entities_mean_what_commonmark_says() {
    assert_eq!(blocks("\\*inte betonad\\* &amp; &aring;"), [paragraph("*inte betonad* & å")]);
    assert_eq!(inlines("`kod *x*`"), [Inline::Kod { text: "kod *x*".to_owned() }]);
}
