//! Layer E, the page for itself: what is drawn on it and not seen, and what nobody can tell of. Words that are not seen are
//! not among those that the evidence is held against.

use super::Inspected;
use super::budget::Fault;
use super::sheet::{self, Shown};
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Pages and kinds of things that are told of; a thousand say no more.
const MOST: usize = 8;
/// Letters of hidden words that are told.
const TOLD: usize = 60;

/// The words of all pages; nothing, and a brist, when they cannot be read.
pub(crate) fn page(inspected: &Inspected<'_>, answer: &mut Lagersvar) -> Result<Option<String>, Fault> {
    let shown = match sheet::shown(inspected.pdf) {
        Ok(shown) => shown,
        Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
        Err(Fault::Malformed(..) | Fault::Encrypted) => {
            answer.add(unreadable());
            return Ok(None);
        }
    };
    told(&shown, answer);
    if shown.words.is_none() {
        answer.add(unreadable());
    }
    Ok(shown.words)
}

fn told(shown: &Shown, answer: &mut Lagersvar) {
    for (page, why, words) in shown.unseen.iter().take(MOST) {
        let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = words.chars().take(TOLD).collect();
        let more = if cut.len() < words.len() { " …" } else { "" };
        answer.add(unclear(
            "dold-text",
            format!("på sidan {page} finns ord som inte syns: {} (”{cut}{more}”)", why.words()),
        ));
    }
    for (page, what) in shown.doubts.iter().take(MOST) {
        answer.add(unclear("okand-ritning", format!("på sidan {page} finns {what}: vad som syns där är inte prövat")));
    }
    for page in shown.pictures.iter().take(MOST) {
        answer.note(format!("på sidan {page} finns en bild: vad den visar är inte prövat"));
    }
    if shown.unseen.is_empty() && shown.doubts.is_empty() && shown.words.is_some() {
        answer.checked("att orden på sidorna syns");
    }
}

fn unreadable() -> Brist {
    unclear("olaslig-sida", "texten på sidorna går inte att läsa och jämföra med bevisen".to_owned())
}

fn unclear(kod: &'static str, mening: String) -> Brist {
    Brist::unclear(kod, Underindikation::FormatFailure, mening)
}
