//! Faults typed in by someone tired: lines lost, doubled, swapped; characters lost, doubled, mistaken.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};

#[derive(Clone, Debug)]
enum Slip {
    LoseLine(Index),
    DoubleLine(Index),
    SwapLines(Index, Index),
    LoseCharacter(Index),
    Type(Index, char),
    Cut(Index),
}

const TYPED: [char; 22] = [
    '"', '\'', '[', ']', '{', '}', '=', ',', '.', '#', '\\', '\n', '\r', '\t', '0', 'Z', 'å', '\u{301}', '\u{202e}',
    '😀', '\u{feff}', '\u{a0}',
];

/// A file of the shipped workspace, by its name.
pub(crate) fn shipped(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).expect("data/ is shipped")
}

/// Name and text of a shipped file with one to four slips.
pub(crate) fn mutated() -> impl Strategy<Value = (String, String)> {
    let folder = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).expect("data/ is shipped");
    let mut names: Vec<String> =
        folder.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|extension| extension == "toml"));
    names.sort();
    (select(names), proptest::collection::vec(slip(), 1..4)).prop_map(|(name, slips)| {
        let text = slips.iter().fold(shipped(&name), |text, slip| slipped(&text, slip));
        (name, text)
    })
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = any::<Index>;
    prop_oneof![
        3 => at().prop_map(Slip::LoseLine),
        2 => at().prop_map(Slip::DoubleLine),
        2 => (at(), at()).prop_map(|(one, other)| Slip::SwapLines(one, other)),
        4 => at().prop_map(Slip::LoseCharacter),
        6 => (at(), select(TYPED.as_slice())).prop_map(|(index, typed)| Slip::Type(index, typed)),
        1 => at().prop_map(Slip::Cut),
    ]
}

fn slipped(text: &str, slip: &Slip) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut letters: Vec<char> = text.chars().collect();
    if lines.is_empty() {
        return String::new();
    }
    let count = lines.len();
    match slip {
        Slip::LoseLine(at) => drop(lines.remove(at.index(count))),
        Slip::DoubleLine(at) => {
            let line = *at.get(lines.as_slice());
            lines.insert(at.index(count), line);
        }
        Slip::SwapLines(one, other) => lines.swap(one.index(count), other.index(count)),
        Slip::LoseCharacter(at) => {
            letters.remove(at.index(letters.len()));
            return letters.into_iter().collect();
        }
        Slip::Type(at, typed) => {
            letters.insert(at.index(letters.len()), *typed);
            return letters.into_iter().collect();
        }
        Slip::Cut(at) => lines.truncate(at.index(count)),
    }
    lines.concat()
}
