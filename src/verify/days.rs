//! Layer E, the order of days: a meeting, its justering, the certificate on the extract, the seal. Where the file itself
//! says that one came before what it needs, the file cannot be right about both.

use jiff::civil::Date;
use serde_json::Value;

use super::certificate::Seconds;
use super::field::{Role, Signature};
use super::object::{Object, text_string};
use super::text::letters;
use super::verdict::{Brist, Lagersvar, Underindikation};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
/// What stands on the last page of an extract before each day, and the certificate's own sentence.
const ADJUSTED: &str = "Protokollet justerades";
const CERTIFIED: &str = "Bestyrkt";
const AGREES: &str = "Utdraget stämmer överens med det justerade protokollet";
/// Swedish midnight comes at most so many seconds before that of UTC.
const SUMMER_TIME: Seconds = 2 * 3600;

/// Holds the days that the pages of an extract say against each other and against the seal's own; and that it is
/// certified once.
pub(crate) fn printed(page: Option<&str>, signatures: &[Signature], answer: &mut Lagersvar) {
    let Some(page) = page else { return };
    let Some(seal) = signatures.iter().find(|one| one.role == Role::Stampel) else { return };
    match page.matches(&letters(AGREES)).count() {
        0 => answer.note("sidorna säger inte med de vanliga orden att utdraget stämmer överens med protokollet"),
        1 => answer.checked("att utdraget är bestyrkt en gång"),
        more => answer.add(wrong("bestyrkt-flera-ganger", format!("utdraget säger sig vara bestyrkt {more} gånger"))),
    }
    let (Some(adjusted), Some(certified)) = (day(page, ADJUSTED), day(page, CERTIFIED)) else { return };
    answer.checked("ordningen mellan dagarna");
    if certified < adjusted {
        answer.add(disorder(format!("utdraget säger sig vara bestyrkt {certified}, före justeringen {adjusted}")));
    }
    let sealed = claimed(seal);
    if let Some(sealed) = sealed.filter(|sealed| *sealed < adjusted) {
        answer.add(disorder(format!("stämpeln säger sig vara satt {sealed}, före justeringen {adjusted}")));
    }
    if let Some(sealed) = sealed.filter(|sealed| *sealed < certified) {
        answer.add(disorder(format!(
            "stämpeln säger sig vara satt {sealed}, innan utdraget säger sig vara bestyrkt {certified}"
        )));
    }
}

/// The meeting of leaf 0 against the day that the pages say its minutes were adjusted.
pub(crate) fn meeting(head: &Value, page: Option<&str>, answer: &mut Lagersvar) {
    let (Some(meeting), Some(adjusted)) = (held(head), page.and_then(|page| day(page, ADJUSTED))) else { return };
    if adjusted < meeting {
        answer.add(disorder(format!(
            "utdraget säger att protokollet justerades {adjusted}, före sammanträdet {meeting}"
        )));
    }
}

/// A signature that provably was there before the meeting is not about it.
pub(crate) fn proved(head: &Value, name: &str, moment: Option<Seconds>, answer: &mut Lagersvar) {
    let (Some(meeting), Some(moment)) = (held(head), moment) else { return };
    let begins = meeting.to_zoned(jiff::tz::TimeZone::UTC).map(|zoned| zoned.timestamp().as_second() - SUMMER_TIME);
    if begins.is_ok_and(|begins| moment < begins) {
        let mening = format!("underskriften av {name} fanns bevisligen före sammanträdet {meeting}");
        answer.add(wrong("fore-sammantradet", mening));
    }
}

/// A signature of minutes that says a day before the meeting.
pub(crate) fn said(head: &Value, signatures: &[Signature], answer: &mut Lagersvar) {
    let Some(meeting) = held(head) else { return };
    for one in signatures.iter().filter(|one| one.role == Role::Justering) {
        if let Some(day) = claimed(one).filter(|day| *day < meeting) {
            let field = &one.field;
            answer.add(disorder(format!(
                "underskriften i fältet {field} säger sig vara gjord {day}, före sammanträdet {meeting}"
            )));
        }
    }
}

fn held(head: &Value) -> Option<Date> {
    head.get("datum").and_then(Value::as_str)?.parse().ok()
}

/// The Swedish day of `/M`, as UTC says it; an hour or two around midnight it is the day before.
fn claimed(signature: &Signature) -> Option<Date> {
    let text = text_string(&signature.dictionary.get(b"M").and_then(Object::as_text)?.bytes);
    let moment = jiff::civil::DateTime::strptime("D:%Y%m%d%H%M%SZ", &text).ok()?;
    moment.checked_add(jiff::SignedDuration::from_secs(SUMMER_TIME)).ok().map(jiff::civil::DateTime::date)
}

/// "den 1 april 2026" after the words, in letters and digits.
fn day(page: &str, words: &str) -> Option<Date> {
    let marker = letters(words) + "den";
    let found = page.match_indices(&marker).filter_map(|(at, _)| date(page.get(at + marker.len()..)?));
    found.last()
}

fn date(text: &str) -> Option<Date> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (day, rest) = text.split_at_checked(digits)?;
    let (month, name) = (1..).zip(MONTHS).find(|(_, name)| rest.starts_with(name))?;
    let year = rest.get(name.len()..name.len() + 4)?;
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn disorder(mening: String) -> Brist {
    Brist::unclear("dagar-i-fel-ordning", Underindikation::SigConstraintsFailure, mening)
}

fn wrong(kod: &'static str, mening: String) -> Brist {
    Brist::false_because(kod, Underindikation::FormatFailure, mening)
}

#[cfg(test)]
mod tests {
    use super::{CERTIFIED, day};
    use crate::verify::text::letters;

    #[test]
    fn the_last_day_after_the_words_is_read() {
        let page = letters("Bestyrkt i laga ordning. Bestyrkt den 1 april 2026 av Åsa. Bestyrkt den 31 juni 2026.");
        assert_eq!(day(&page, CERTIFIED).map(|day| day.to_string()), Some("2026-04-01".to_owned()));
        assert_eq!(day("bestyrktden", CERTIFIED), None);
    }
}
