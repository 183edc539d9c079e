//! Corrections after justering, beside the words they correct and never in them (JO 581-2013): a corrected document shows
//! that it was corrected and what changed. They stand outside every leaf; one that corrects words that are not there is a fault.

use serde::Serialize;
use serde_json::Value;

use super::meeting::Meeting;
use super::spans::{NO_BREAK_SPACE, and, day};
use super::{choice, text};
use crate::case::Content;
use crate::case::pointer::Pointer;
use crate::case::sammantrade::Rattelse;
use crate::diag::Diagnostic;
use crate::evidence::{HuvudObject, ParagrafObject};
use crate::rules::Checked;

/// A correction as it is printed, under the heading of its §.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rattelserad {
    /// The § that is corrected.
    pub paragraf: u32,
    /// What was corrected, why and by whom.
    pub text: String,
}

/// The corrections of these §§, in the order they stand in the case.
pub(crate) fn lines(meeting: &Meeting<'_>, numbers: &[u32]) -> Vec<Rattelserad> {
    let ours = meeting.sammantrade.rattelse.iter().filter(|one| numbers.contains(&one.paragraf));
    ours.map(|one| Rattelserad { paragraf: one.paragraf, text: line(meeting, one) }).collect()
}

fn line(meeting: &Meeting<'_>, rattelse: &Rattelse) -> String {
    let Rattelse { datum, paragraf, fran, till, grund, beslutad_av } = rattelse;
    let by: Vec<String> = beslutad_av.iter().map(|name| meeting.display(name)).collect();
    let grund = sentence(&plain(grund));
    let mut line = format!(
        "Rättelse {}: i §{NO_BREAK_SPACE}{paragraf} har ”{}” rättats till ”{}”. {grund}",
        day(*datum),
        plain(fran),
        plain(till),
    );
    if !by.is_empty() {
        line = format!("{line} Rättelsen är beslutad av {}.", and(&by));
    }
    line
}

fn plain(source: &str) -> String {
    text::plain(&text::inlines(source)).trim().to_owned()
}

fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// A fault for each correction of words that its § does not have: held against all that is printed of the §, the program's
/// own sentences too, and against the first page.
#[must_use]
pub fn misplaced(checked: &Checked) -> Vec<Diagnostic> {
    let Content::Sammantrade(case) = &checked.case().value else { return Vec::new() };
    if case.rattelse.is_empty() {
        return Vec::new();
    }
    // A file that cannot be read is said when the documents are made.
    let Ok((huvud, paragrafer)) = choice::canonical_objects(checked, case) else { return Vec::new() };
    let faults = case.rattelse.iter().enumerate();
    faults.filter_map(|(index, one)| misplaced_one(checked, (index, one), (&huvud, &paragrafer))).collect()
}

fn misplaced_one(
    checked: &Checked,
    (index, one): (usize, &Rattelse),
    (huvud, paragrafer): (&HuvudObject, &[ParagrafObject]),
) -> Option<Diagnostic> {
    let own = paragrafer.iter().find(|object| object.nummer == one.paragraf)?;
    if has(own, &one.fran) || has(huvud, &one.fran) {
        return None;
    }
    let at = Pointer::root().key("rattelse").index(index).key("fran");
    let message = format!("rättelsen gäller ord som inte står i § {}: ”{}”", one.paragraf, plain(&one.fran));
    let elsewhere = paragrafer.iter().find(|object| has(*object, &one.fran));
    let hint = match elsewhere {
        Some(other) => format!("orden står i § {}: rätta paragrafens nummer, om det är den som avses", other.nummer),
        None => {
            "skriv i fran orden precis som de står i det justerade protokollet, och i till hur de ska lyda".to_owned()
        }
    };
    Some(Diagnostic::error("rattelse-utan-ord", message).at(checked.case().places.label(&at, "")).hint(hint))
}

/// True when the words stand in some text of the object, marks and white space aside.
fn has(object: &impl Serialize, words: &str) -> bool {
    let wanted = flat(words);
    let object = serde_json::to_value(object).unwrap_or_default();
    texts(&object).iter().any(|text| flat(text).contains(&wanted))
}

/// Every text and number of an object, but for its format and its salt.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(fields) => {
            let shown = fields.iter().filter(|(key, _)| !matches!(key.as_str(), "format" | "salt"));
            shown.flat_map(|(_, value)| texts(value)).collect()
        }
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// The letters of a text, as the eye compares them: without marks of emphasis, every quotation mark and dash of one kind.
fn flat(text: &str) -> String {
    let letters = text.chars().filter(|letter| !matches!(letter, '*' | '_' | '\\' | '`'));
    let alike = letters.map(|letter| match letter {
        '“' | '”' | '„' | '«' | '»' => '"',
        '–' | '—' | '−' | '‑' => '-',
        other => other,
    });
    alike.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_their_marks_and_spaces() {
        let object = serde_json::json!({
            "salt": "91", "delar": [{ "text": "Ramen är\n**1 200 000** kronor för 2026–2027." }], "resultat": { "ja": 9 },
        });
        assert!(has(&object, "1\u{a0}200 000 kronor för 2026-2027"));
        assert!(has(&object, "9"));
        assert!(!has(&object, "91"), "the salt is no word of the minutes");
        assert!(!has(&object, "1 020 000 kronor"), "not the words that stand there");
    }
}
