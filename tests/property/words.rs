//! Words and texts as nobody would test them by hand: markup that is data, Sámi, combining marks, words without end.
//! A text knows what must be readable of it on the page, block by block.

use proptest::prelude::*;
use proptest::sample::select;

/// CommonMark source, and the characters of each of its blocks as they must be printed, without spaces.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) source: String,
    pub(crate) blocks: Vec<String>,
}

/// Source and printed form of what looks like markup, code or HTML, and of what is CommonMark.
const MARKUP: [(&str, &str); 22] = [
    ("#read(\"/etc/passwd\")", "#read(\"/etc/passwd\")"),
    ("#import", "#import"),
    ("$x^2$", "$x^2$"),
    ("<b>fet</b>", "<b>fet</b>"),
    ("<script>", "<script>"),
    ("<lbl>", "<lbl>"),
    ("@ref", "@ref"),
    ("[[", "[["),
    ("]]", "]]"),
    ("{{mall}}", "{{mall}}"),
    ("*", "*"),
    ("a_b_c", "a_b_c"),
    ("~", "~"),
    ("\\\\", "\\"),
    ("\\*", "*"),
    ("%s", "%s"),
    ("//kommentar", "//kommentar"),
    ("/*", "/*"),
    ("*betonat*", "betonat"),
    ("**starkt**", "starkt"),
    ("`#kod()`", "#kod()"),
    ("\u{201d}citat\u{201d}", "\u{201d}citat\u{201d}"),
];

const WORDS: [&str; 28] = [
    "beslutar",
    "att",
    "och",
    "nämnden",
    "§",
    "5 %",
    "Čáhcesuolu",
    "Ŋuolla",
    "Đárru",
    "Sámediggi",
    "ŧiŋga",
    "žiekŋu",
    "Saepmie",
    "Ïengelske",
    "Renée",
    "Müller",
    "Åsa",
    "Örjan",
    "Łukasz",
    "Håkansson-Ärlebäck",
    "kommunfullmäktigeledamot",
    "regionstyrelsesammanträdesprotokollsjustering",
    "efterhandskonstruktionsutredningsdirektivsförslag",
    "fi",
    "office",
    "1 234 567",
    "2019-05-29",
    "–",
];

fn long_word() -> impl Strategy<Value = String> {
    prop_oneof![8 => 30_usize..200, 2 => 200_usize..1_000, 1 => Just(10_000_usize)].prop_map(|length| {
        ["sammanträdes", "åäö", "protokoll"].into_iter().flat_map(str::chars).cycle().take(length).collect()
    })
}

fn word() -> impl Strategy<Value = (String, String)> {
    let same = |word: String| (word.clone(), word);
    prop_oneof![
        300 => "[a-zåäöéü]{1,14}".prop_map(same),
        60 => select(WORDS.as_slice()).prop_map(move |word| same(word.to_owned())),
        30 => select(MARKUP.as_slice()).prop_map(|(source, printed)| (source.to_owned(), printed.to_owned())),
        10 => "[a-z]{1,4}(e\u{301}|a\u{30a}|o\u{308})[a-z]{0,4}".prop_map(same),
        1 => long_word().prop_map(same),
    ]
}

/// Words in one line. The first is a plain one, so that no line begins a list or a heading by chance.
fn line_of(words: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = (String, String)> {
    ("[A-ZÅÄÖ][a-zåäö]{2,9}", proptest::collection::vec(word(), words)).prop_map(|(first, rest)| {
        let mut line = (first.clone(), first);
        for (source, printed) in rest {
            line.0 = format!("{} {source}", line.0);
            line.1 += &printed;
        }
        (line.0, without_space(&line.1))
    })
}

/// One line that ends with a full stop.
pub(crate) fn line() -> impl Strategy<Value = Written> {
    line_of(0..12).prop_map(|(source, printed)| Written { source: source + " slut.", blocks: vec![printed + "slut."] })
}

/// A beslutssats: mostly one line; sometimes one that leads in a list or a table.
pub(crate) fn clause() -> impl Strategy<Value = Written> {
    let list =
        (line_of(0..12), proptest::collection::vec(line_of(0..10), 1..6)).prop_map(|((lead, printed), items)| {
            let rows: String = items.iter().map(|(source, _)| format!("- {source}\n")).collect();
            let blocks = [printed + ":"].into_iter().chain(items.into_iter().map(|(_, printed)| printed)).collect();
            Written { source: format!("{lead}:\n\n{rows}"), blocks }
        });
    let cells = ("[a-zåäö]{3,12}", "[0-9]{1,7}");
    let table = (line_of(0..12), proptest::collection::vec(cells, 1..9)).prop_map(|((lead, printed), rows)| {
        let source: String = rows.iter().map(|(name, number)| format!("| {name} | {number} |\n")).collect();
        let blocks = [printed + ":"].into_iter().chain(rows.into_iter().flat_map(|(name, number)| [name, number]));
        Written { source: format!("{lead}:\n\n| Post | Kronor |\n|---|---:|\n{source}"), blocks: blocks.collect() }
    });
    prop_oneof![8 => line(), 1 => list, 1 => table]
}

/// A name of letters only; sometimes of two hundred characters.
pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => "[A-ZÅÄÖŠČ][a-zåäöéü]{1,9} [A-ZÅÄÖÁŽ][a-zåäöéŋđ]{2,14}(-[A-ZÅÄÖ][a-zåäö]{2,9})?",
        1 => "[A-ZÅÄÖ][a-zåäö]{2,9}( [A-ZÅÄÖ][a-zåäö]{4,9}){14}",
        1 => "[A-Z][a-z]{2,9} [A-Z][a-zåäö]{200}",
    ]
}

/// Paragraphs, lists within lists, tables, quotations.
pub(crate) fn text() -> impl Strategy<Value = Written> {
    let paragraph = line_of(0..60).prop_map(|(source, printed)| Written { source, blocks: vec![printed] });
    let list = proptest::collection::vec((0_usize..4, line_of(0..10)), 1..8).prop_map(|items| {
        let mut depth = 0;
        let mut list = Written { source: String::new(), blocks: Vec::new() };
        for (wanted, (source, printed)) in items {
            // A list goes one step in at a time, and begins outermost.
            depth = if list.blocks.is_empty() { 0 } else { wanted.min(depth + 1) };
            list.source += &format!("{}- {source}\n", "  ".repeat(depth));
            list.blocks.push(printed);
        }
        list
    });
    let cell = || line_of(0..3).prop_filter("a bar would be a column", |(source, _)| !source.contains('|'));
    let table = (1_usize..6, 1_usize..12).prop_flat_map(move |(columns, rows)| {
        proptest::collection::vec(proptest::collection::vec(cell(), columns), rows + 1).prop_map(|rows| {
            let mut table = Written { source: String::new(), blocks: Vec::new() };
            for (index, row) in rows.iter().enumerate() {
                let cells: Vec<&str> = row.iter().map(|(source, _)| source.as_str()).collect();
                table.source += &format!("| {} |\n", cells.join(" | "));
                if index == 0 {
                    table.source += &format!("|{}\n", "---|".repeat(row.len()));
                }
                table.blocks.extend(row.iter().map(|(_, printed)| printed.clone()));
            }
            table
        })
    });
    let quotation =
        line_of(0..20).prop_map(|(source, printed)| Written { source: format!("> {source}"), blocks: vec![printed] });
    let block = prop_oneof![6 => paragraph, 2 => list, 1 => table, 1 => quotation];
    proptest::collection::vec(block, 1..5).prop_map(|blocks| Written {
        source: blocks.iter().map(|block| block.source.as_str()).collect::<Vec<_>>().join("\n\n"),
        blocks: blocks.into_iter().flat_map(|block| block.blocks).collect(),
    })
}

/// As compared: no white space, no hyphens that a line break puts in, one form of each accent.
pub(crate) fn without_space(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let kept = |letter: &char| {
        !letter.is_whitespace() && !matches!(letter, '-' | '\u{ad}' | '\u{2010}' | '\u{200b}' | '\u{2060}')
    };
    text.chars().filter(kept).nfc().collect()
}
