//! Thousands of slips in good files: whatever is typed, something is read, nothing panics, every place can be shown, and
//! no word of English reaches the reader.

use std::path::Path;
use std::sync::Arc;

use utdrag::case;
use utdrag::diag::{Diagnostic, Source};

/// A generator of numbers that is the same on every machine (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }
}

const SLIPS: [&str; 24] = [
    "\"", "”", "'", "\"\"\"", "[", "]", "{", "}", "=", ",", "#", "\n", "å", "\\", ":", ".", "[[", "]]", " ",
    "\u{202E}", "1", "-", "true", "x = 1\n",
];

fn slip(text: &str, dice: &mut Dice) -> String {
    let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = edges[dice.below(edges.len())];
    let (before, after) = text.split_at(at);
    match dice.below(4) {
        0 => format!("{before}{}{after}", SLIPS[dice.below(SLIPS.len())]),
        1 => format!("{before}{}", after.chars().skip(1 + dice.below(3)).collect::<String>()),
        2 => {
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let gone = dice.below(lines.len());
            lines.iter().enumerate().filter(|(line, _)| *line != gone).map(|(_, line)| *line).collect()
        }
        _ => {
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let twice = dice.below(lines.len());
            lines.iter().enumerate().flat_map(|(line, one)| vec![*one; if line == twice { 2 } else { 1 }]).collect()
        }
    }
}

fn hold(found: &[Diagnostic], text: &str) {
    const ENGLISH: [&str; 8] =
        ["expected", "invalid", "missing", "unclosed", "duplicate", "string", "unexpected", "required"];
    for one in found {
        let place = one.place.as_ref().unwrap();
        let shown = place.source.text.get(place.span.clone());
        assert!(shown.is_some(), "{} points nowhere: {:?}\n{text}", one.code, place.span);
        for also in &one.also {
            assert!(also.source.text.get(also.span.clone()).is_some(), "{} also points nowhere\n{text}", one.code);
        }
        let said = format!("{} {}", one.message, one.hints.join(" "));
        let words: Vec<&str> = said.split(|c: char| !c.is_alphabetic()).collect();
        assert!(!ENGLISH.iter().any(|word| words.contains(word)), "{said}");
        assert_ne!(one.code, "fil-otolkad", "the mended value was refused:\n{text}");
    }
}

#[test]
fn no_slip_panics_points_nowhere_or_speaks_english() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut dice = Dice(29);
    let mut told = 0;
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let good = std::fs::read_to_string(path).unwrap();
        for round in 0..150 {
            let mut text = slip(&good, &mut dice);
            for _ in 0..round % 3 {
                text = slip(&text, &mut dice);
            }
            let source = Arc::new(Source { name: "fall.toml".into(), text: text.clone() });
            let found = if path.ends_with("myndighet.toml") {
                case::parse_myndighet(path, source).1
            } else {
                case::parse(path, source).1
            };
            told += usize::from(!found.is_empty());
            hold(&found, &text);
        }
    }
    assert!(told > 300, "only {told} slips were told");
}
