//! What no text of a public document may hold: signs that turn, hide or stand for nothing, Swedish that was saved with
//! the wrong encoding, and texts with nothing in them.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::super::pointer::{Pointer, Step};
use super::super::{paste, text::DATE_KEY};
use super::shape::{Kind, Shape};
use super::{Work, values};
use crate::diag::{Diagnostic, Label};

/// True where no text is empty or has a sign in it that `check` speaks of, and every number, id and salt has the form that
/// the schema asks for and the types do not (a test holds this list against the schema).
pub(super) fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            let is_odd = |c: char| forbidden(c).is_some() || paste::meant(c).is_some();
            !text.trim().is_empty() && !text.chars().any(is_odd) && mojibake(text).is_none() && mixed(text).is_none()
        }
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(table) => table.iter().all(|(key, value)| match (key.as_str(), value) {
            ("salt" | "id", Value::String(text)) => super::super::text::has_form(key, text),
            ("format", value) => value.as_i64() == Some(1),
            ("nummer", Value::Number(number)) => number.as_i64().is_some_and(|number| number > 0),
            (_, value) => is_plain(value),
        }),
        _ => true,
    }
}

/// Walks every text. An empty one is as if left out, where that is allowed.
pub(super) fn check(work: &mut Work, shape: Shape<'_>) {
    let mut texts = Vec::new();
    collect(&work.value, &Pointer::root(), &mut texts);
    for (at, text) in texts {
        if text.trim().is_empty() {
            empty(work, shape, &at);
        } else {
            signs(work, &at, &text);
        }
    }
}

fn collect(value: &Value, at: &Pointer, texts: &mut Vec<(Pointer, String)>) {
    match value {
        Value::String(text)
            if text.trim().is_empty()
                || !text.is_ascii()
                || text.contains(|c: char| c.is_ascii_control() && c != '\n') =>
        {
            texts.push((at.clone(), text.clone()));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, &at.index(index), texts));
        }
        Value::Object(table) if !table.contains_key(DATE_KEY) => {
            table.iter().for_each(|(key, value)| collect(value, &at.key(key), texts));
        }
        _ => {}
    }
}

fn empty(work: &mut Work, shape: Shape<'_>, at: &Pointer) {
    let Some(here) = shape.at(at).filter(|_| !work.is_told(at)) else { return };
    if here.kind() != Kind::Text {
        return;
    }
    let parent = at.parent().unwrap_or_default();
    let optional = matches!(at.steps().last(), Some(Step::Key(key)) if shape.at(&parent).is_some_and(|table| !table.required().contains(&key.as_str())));
    let subject = values::subject(at);
    let place = work.places.label(at, "");
    if optional {
        let fault = Diagnostic::warning("tomt-varde", format!("{subject} är tomt och räknas som utelämnat"));
        work.tell(fault.at(place).hint("skriv något mellan citattecknen, eller ta bort raden"));
        work.remove(at);
    } else {
        let fault = Diagnostic::error("tomt-varde", format!("{subject} är tomt, men måste ha ett innehåll"));
        let hint = if at.steps().last().is_some_and(|step| matches!(step, Step::Index(_))) {
            "skriv något mellan citattecknen, eller ta bort den delen av listan"
        } else {
            "skriv något mellan citattecknen"
        };
        work.tell(fault.at(place).hint(hint));
        work.damage(at.clone());
    }
}

fn signs(work: &mut Work, at: &Pointer, text: &str) {
    let mut bad: Vec<char> = text.chars().filter(|c| forbidden(*c).is_some()).collect();
    bad.dedup();
    bad.truncate(5);
    for (nth, sign) in bad.iter().enumerate() {
        let nth = bad.iter().take(nth).filter(|earlier| *earlier == sign).count();
        let what = forbidden(*sign).unwrap_or("");
        let place = Label {
            source: Arc::clone(&work.places.source),
            span: span(work, at, *sign, nth),
            text: format!("U+{:04X}", u32::from(*sign)),
        };
        let fault = Diagnostic::error(
            "otillatet-tecken",
            format!("{} innehåller {what} (U+{:04X})", values::subject(at), u32::from(*sign)),
        );
        let is_path = matches!(sign, '\u{8}' | '\u{c}' | '\r' | '\u{1b}') && raw_of(work, at).contains('\\');
        work.tell(fault.at(place).hint(if is_path {
            "omvänt snedstreck (\\) har särskild betydelse inom \"..\": skriv / i sökvägar"
        } else if paste::is_invisible(*sign) {
            "tecknet följer ofta med när text klistras in: utdrag kontrollera --rätta tar bort det i hela filen"
        } else {
            "ta bort tecknet: det följer ofta med när text klistras in; radera och skriv om orden på båda sidor om det"
        }));
        work.damage(at.clone());
    }
    pasted(work, at, text);
    if let Some((word, sign)) = mixed(text) {
        let message = format!("{word} har både latinska och kyrilliska bokstäver: {sign} (U+{:04X})", u32::from(sign));
        let fault = Diagnostic::error("otillatet-tecken", message).at(word_label(work, at, &word));
        work.tell(fault.hint("skriv om ordet för hand"));
        work.damage(at.clone());
    }
    if let Some((wrong, right)) = mojibake(text) {
        let place = word_label(work, at, &wrong);
        work.tell(
            Diagnostic::error(
                "felkodad-text",
                format!("\"{wrong}\" ser ut att vara \"{right}\" som har sparats med fel teckenkodning"),
            )
            .at(place)
            .hint("öppna filen där texten var rätt och spara den som UTF-8, eller rätta orden för hand"),
        );
        work.damage(at.clone());
    }
}

/// Ligatures and their like: a word that has them is not found by who searches for it.
fn pasted(work: &mut Work, at: &Pointer, text: &str) {
    let mut signs: Vec<char> = text.chars().filter(|c| paste::meant(*c).is_some()).collect();
    let Some(first) = signs.first().copied() else { return };
    signs.sort_unstable();
    signs.dedup();
    let place = Label { source: Arc::clone(&work.places.source), span: span(work, at, first, 0), text: String::new() };
    let others = if signs.len() > 1 { format!(" och {} till", signs.len() - 1) } else { String::new() };
    let (what, code) = (paste::named(first), u32::from(first));
    let message = format!("{} innehåller {what} (U+{code:04X}){others}", values::subject(at));
    let meant = paste::meant(first).unwrap_or_default();
    let write = match meant.as_str() {
        " " | "\u{a0}" => "skriv ett vanligt mellanslag".to_owned(),
        letters => format!("skriv {letters}"),
    };
    let fault = Diagnostic::warning("inklistrat-tecken", message).at(place);
    work.tell(fault.hint(format!("{write}; utdrag kontrollera --rätta gör det i hela filen")));
}

/// A value as it is typed in the file.
fn raw_of<'w>(work: &'w Work, at: &Pointer) -> &'w str {
    let range = work.places.values.get(at).cloned().unwrap_or(0..0);
    work.places.source.text.get(range).unwrap_or("")
}

/// The word as it stands in the source of a value, or the whole value.
fn word_label(work: &Work, at: &Pointer, found: &str) -> Label {
    let range = work.places.values.get(at).cloned().unwrap_or(0..0);
    let raw = work.places.source.text.get(range.clone()).unwrap_or("");
    let found = raw.find(found).map_or(range.clone(), |at| range.start + at..range.start + at + found.len());
    Label { source: Arc::clone(&work.places.source), span: found, text: String::new() }
}

/// The first word of letters from two alphabets, and the letter that only looks Latin.
fn mixed(text: &str) -> Option<(String, char)> {
    let is_cyrillic = |c: char| matches!(c, '\u{0400}'..='\u{052F}');
    if !text.chars().any(is_cyrillic) {
        return None;
    }
    let is_latin = |c: char| c.is_alphabetic() && u32::from(c) < 0x250;
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .find(|word| word.chars().any(is_cyrillic) && word.chars().any(is_latin))?;
    word.chars().find(|c| is_cyrillic(*c)).map(|sign| (word.to_owned(), sign))
}

/// Where the sign stands in the source: itself, or its escape `\u202E`.
fn span(work: &Work, at: &Pointer, sign: char, nth: usize) -> Range<usize> {
    let range = work.places.values.get(at).cloned().unwrap_or(0..0);
    let raw = work.places.source.text.get(range.clone()).unwrap_or("");
    let literal = raw.match_indices(sign).nth(nth).map(|(found, part)| (found, part.len()));
    let code = u32::from(sign);
    let escapes = [
        format!("\\u{code:04X}"),
        format!("\\u{code:04x}"),
        format!("\\U{code:08X}"),
        format!("\\U{code:08x}"),
        format!("\\x{code:02X}"),
        format!("\\x{code:02x}"),
    ];
    let written = || {
        escapes
            .iter()
            .find_map(|escape| raw.match_indices(escape.as_str()).nth(nth).map(|(found, part)| (found, part.len())))
    };
    literal.or_else(written).map_or(range.clone(), |(found, length)| range.start + found..range.start + found + length)
}

fn forbidden(sign: char) -> Option<&'static str> {
    Some(match sign {
        '\n' | '\t' => return None,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            "ett osynligt tecken som vänder skrivriktningen"
        }
        '\u{00AD}' => "ett mjukt bindestreck, som inte syns",
        other if paste::is_invisible(other) => "ett osynligt tecken",
        '\u{FFFD}' => "ersättningstecknet \u{FFFD}, som står för ett tecken som gick förlorat",
        '\u{2028}' | '\u{2029}' => "en osynlig radskiljare",
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => {
            "ett tecken för privat bruk, som ser olika ut i olika typsnitt"
        }
        '\u{FDD0}'..='\u{FDEF}' => "ett tecken som inte finns i Unicode",
        other if other.is_control() => "ett osynligt styrtecken",
        _ => return None,
    })
}

/// The first word that is UTF-8 read as Windows-1252, and what it was: ("HÃ¤rjedalen", "Härjedalen").
fn mojibake(text: &str) -> Option<(String, String)> {
    let word = text
        .split(|c: char| c.is_whitespace() || ".,;:()\"”".contains(c))
        .find(|word| word.contains('Ã') || word.contains("â€") || word.contains('Â'))?;
    let bytes: Option<Vec<u8>> = word.chars().map(windows_1252).collect();
    let right = String::from_utf8(bytes?).ok()?;
    (right != word).then(|| (word.to_owned(), right))
}

fn windows_1252(c: char) -> Option<u8> {
    match c {
        '€' => Some(0x80),
        '”' => Some(0x94),
        '“' => Some(0x93),
        '™' => Some(0x99),
        '–' => Some(0x96),
        '…' => Some(0x85),
        '„' => Some(0x84),
        '‰' => Some(0x89),
        '˜' => Some(0x98),
        other => u8::try_from(u32::from(other)).ok(),
    }
}
