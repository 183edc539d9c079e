//! Days as people write them, and days that do not exist.

use crate::case::text::MONTHS;
use crate::diag::{Diagnostic, Label};

/// A day, also one in another order or with other dashes: `29/5 2019`, `29 maj 2019`, `2019–05–29`, `2019-5-29`.
pub(crate) fn day(value: &str) -> Option<String> {
    const SHORT: [&str; 12] = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    let lower = value.trim().to_lowercase();
    if lower.len() == 8 && lower.bytes().all(|byte| byte.is_ascii_digit()) {
        return day(&format!("{}-{}-{}", lower.get(..4)?, lower.get(4..6)?, lower.get(6..)?));
    }
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let month = SHORT
        .iter()
        .position(|month| second.starts_with(month))
        .map_or_else(|| second.parse().ok(), |at| i8::try_from(at + 1).ok())?;
    let (year, day) = if first.len() == 4 { (first, third) } else { (third, first) };
    let date = jiff::civil::Date::new(year.parse().ok().filter(|year| *year > 1900)?, month, day.parse().ok()?).ok()?;
    Some(date.to_string())
}

/// A day that TOML refused.
pub(super) fn date(found: &str, english: &str, place: Label) -> Diagnostic {
    let message = if english.contains("day between") {
        format!("dagen {found} finns inte: {}", days_of(found))
    } else if english.contains("month between") {
        format!("dagen {found} finns inte: månaden ska vara 01–12")
    } else {
        format!("en dag skrivs år-månad-dag, inte {found}")
    };
    let fault = Diagnostic::error("datum-fel", message).at(place);
    let timed = || day(found.get(..10)?).filter(|_| found.len() > 10);
    match (day(found), timed()) {
        (Some(day), _) => fault.hint(format!("skriv {day}")),
        (None, Some(day)) => fault.hint(format!("skriv {day}; ett klockslag skrivs för sig, i tid = \"..\"")),
        (None, None) => fault,
    }
}

/// "februari 2019 har 28 dagar".
fn days_of(found: &str) -> String {
    let mut parts = found.split('-');
    let year: Option<i16> = parts.next().and_then(|year| year.parse().ok());
    let month: Option<i8> = parts.next().and_then(|month| month.parse().ok());
    let first = year.zip(month).and_then(|(year, month)| jiff::civil::Date::new(year, month, 1).ok());
    let name = month.and_then(|month| MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?));
    match (first, name, year) {
        (Some(first), Some(name), Some(year)) => format!("{name} {year} har {} dagar", first.days_in_month()),
        _ => "dagen ska vara 01–31".to_owned(),
    }
}
