//! Spaces between keys, signs and values that are no spaces to TOML: the no-break space of a word processor.

use super::super::mend::{Edit, Finding};

/// One finding a line that has them outside its texts and comments.
pub(super) fn odd(text: &str) -> Vec<Finding> {
    let (mut found, mut start, mut within) = (Vec::new(), 0, false);
    for line in text.split_inclusive('\n') {
        if !within {
            found.extend(on_line(line, start));
        }
        if line.matches("\"\"\"").count() % 2 == 1 {
            within = !within;
        }
        start += line.len();
    }
    found
}

fn on_line(line: &str, start: usize) -> Option<Finding> {
    let (mut quoted, mut places) = (None, Vec::new());
    for (at, c) in line.char_indices() {
        match (quoted, c) {
            (None, '"' | '\'') => quoted = Some(c),
            (None, '#' | '”' | '“' | '’' | '»') => break,
            (Some(open), _) if open == c => quoted = None,
            (None, _) if is_odd(c) => places.push(start + at..start + at + c.len_utf8()),
            _ => {}
        }
    }
    let first = places.first().cloned()?;
    Some(Finding {
        code: "otillatet-mellanslag",
        message: "här står ett hårt mellanslag, som inte är ett vanligt mellanslag".to_owned(),
        span: first,
        label: "",
        also: None,
        hint: "radera det och skriv ett vanligt mellanslag".to_owned(),
        edits: places.into_iter().map(|range| Edit { range, text: " " }).collect(),
    })
}

fn is_odd(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii()
}
