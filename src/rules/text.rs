//! V14: what a word processor or a hurried hand left behind in a text.

use std::ops::Range;

use crate::diag::{Label, Level};

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "V14",
    code: "kvarglomd-text",
    title: "ingen text har kvar kopplingsfält («…», AnvNamn), TODO, XX eller lorem ipsum",
    level: Level::Fel,
    basis: Lagrum::Ingen,
    excusable: false,
    check: kvarglomd_text,
}];

fn kvarglomd_text(context: &Context<'_>) -> Vec<Finding> {
    let places = &context.case.places;
    let mut found = Vec::new();
    for span in places.values.values() {
        let Some(text) = places.source.text.get(span.clone()).filter(|text| text.starts_with(['"', '\''])) else {
            continue;
        };
        for left in leftovers(text) {
            let words = text.get(left.clone()).unwrap_or_default();
            let span = span.start + left.start..span.start + left.end;
            let label = Label { source: std::sync::Arc::clone(&places.source), span, text: String::new() };
            let message = format!("kvarglömd text: {words}");
            found.push(Finding::at(label, message).hint("ersätt den med det som ska stå där, eller ta bort den"));
        }
    }
    found
}

/// Byte ranges of what was left behind: whole words, capitals as written, and merge fields.
fn leftovers(text: &str) -> Vec<Range<usize>> {
    let mut ranges = merge_fields(text);
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() || c == '_' {
            start.get_or_insert(at);
        } else if let Some(first) = start.take()
            && text.get(first..at).is_some_and(is_leftover)
            && !ranges.iter().any(|range| range.contains(&first))
        {
            ranges.push(first..at);
        }
    }
    if let Some(at) = text.to_lowercase().find("lorem ipsum").filter(|at| text.is_char_boundary(at + 11)) {
        ranges.push(at..at + 11);
    }
    ranges
}

fn is_leftover(word: &str) -> bool {
    let is_user_field = word.strip_prefix("Anv").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    let is_crosses = word.len() >= 2 && word.bytes().all(|b| b == b'X');
    is_user_field || is_crosses || matches!(word, "TODO" | "FIXME")
}

/// `«Förnamn»`: one word between guillemets, as a mail merge leaves it; a quotation has spaces.
fn merge_fields(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (at, _) in text.match_indices('«') {
        let Some(length) = text.get(at..).and_then(|rest| rest.find('»')) else { continue };
        let end = at + length + '»'.len_utf8();
        if text.get(at..end).is_some_and(|field| !field.contains(char::is_whitespace)) {
            ranges.push(at..end);
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_in_capitals_are_found_and_words_that_hold_them_are_not() {
        let found = |text: &str| -> Vec<String> { leftovers(text).into_iter().map(|r| text[r].to_owned()).collect() };
        assert_eq!(found("Dnr TODO, belopp XX kr, «Handläggare» AnvNamn"), ["«Handläggare»", "TODO", "XX", "AnvNamn"]);
        assert_eq!(found("Lorem ipsum dolor"), ["Lorem ipsum"]);
        assert!(found("TODOS AXXE 20XX todo xx Anvisning Användare «Ett citat med ord»").is_empty());
    }
}
