//! Numbers, names and days as Swedish minutes print them: "§§ 1–7, 9–14", "A (S), B (V) och C (MP)", "den 5 juni 2019".

use crate::case::text::{Datum, MONTHS};

pub(crate) use crate::case::text::{forslag_of, genitive};

/// Between § and its number, so that they never part at a line's end.
pub(crate) const NO_BREAK_SPACE: char = '\u{a0}';

/// "§ 8", "§§ 1–7, 9–14"; empty for no numbers. The numbers are in rising order.
pub(crate) fn paragraphs(numbers: &[u32]) -> String {
    let text = intervals(numbers);
    let sign = match numbers {
        [] => return String::new(),
        [_] => "§",
        _ => "§§",
    };
    format!("{sign}{NO_BREAK_SPACE}{text}")
}

fn intervals(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let texts = runs.into_iter().map(|(from, to)| match to - from {
        0 => from.to_string(),
        _ => format!("{from}–{to}"),
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// "§§ 97–104, 106–120" from "97-104, 106-120" as a case writes it.
pub(crate) fn written(intervals: &str) -> String {
    let compact: String = intervals.chars().filter(|one| !one.is_whitespace()).collect();
    let single = !compact.is_empty() && compact.chars().all(|one| one.is_ascii_digit());
    let text = compact.replace('-', "–").replace(',', ", ");
    format!("{}{NO_BREAK_SPACE}{text}", if single { "§" } else { "§§" })
}

/// "A, B och C".
pub(crate) fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} och {last}", first.join(", ")),
    }
}

/// "Regiondirektörens": the first letter made a capital.
pub(crate) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// "den 5 juni 2019".
pub(crate) fn day(day: Datum) -> String {
    format!("den {} {} {}", day.0.day(), month(day), day.0.year())
}

fn month(day: Datum) -> &'static str {
    usize::try_from(day.0.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// "den 16–17 november 2026", "den 30 november–1 december 2026"; as [`day`] without a last day.
pub(crate) fn days(first: Datum, last: Option<Datum>) -> String {
    let Some(last) = last.filter(|last| *last > first) else { return day(first) };
    let (from, to) = (first.0, last.0);
    let end = format!("{} {} {}", to.day(), month(last), to.year());
    if from.year() != to.year() {
        format!("{}–{end}", day(first))
    } else if from.month() != to.month() {
        format!("den {} {}–{end}", from.day(), month(first))
    } else {
        format!("den {}–{end}", from.day())
    }
}

/// "2026-11-16–17", "2026-11-30–12-01": ISO days as heads and titles say them; the first alone without a last.
pub(crate) fn iso_days(first: &str, last: Option<&str>) -> String {
    let Some(last) = last.filter(|last| *last > first) else { return first.to_owned() };
    let same = |count: usize| first.get(..count) == last.get(..count);
    let from = match (same(8), same(5)) {
        (true, _) => 8,
        (false, true) => 5,
        (false, false) => 0,
    };
    format!("{first}–{}", last.get(from..).unwrap_or(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraph_numbers_join_into_intervals() {
        assert_eq!(paragraphs(&[8]), "§\u{a0}8");
        assert_eq!(paragraphs(&[1, 2, 3, 9, 11, 12]), "§§\u{a0}1–3, 9, 11–12");
        assert_eq!(paragraphs(&[]), "");
        assert_eq!(written("97-104,106-120"), "§§\u{a0}97–104, 106–120");
        assert_eq!(written(" 12 "), "§\u{a0}12");
    }

    #[test]
    fn names_ending_in_s_x_or_z_have_no_genitive_s_and_abbreviations_a_colon() {
        let cases = [
            ("Jenny Sellsve", "Jenny Sellsves"),
            ("Mats", "Mats"),
            ("Felix", "Felix"),
            ("Moritz", "Moritz"),
            ("MP", "MP:s"),
            ("KSAU", "KSAU:s"),
            ("Ådalsbostäder AB", "Ådalsbostäder AB:s"),
            ("ordföranden (S)", "ordförandens (S)"),
        ];
        for (name, expected) in cases {
            assert_eq!(genitive(name), expected);
        }
    }

    #[test]
    fn a_reference_has_no_genitive() {
        assert_eq!(forslag_of("regiondirektören"), "regiondirektörens förslag");
        let reference = "bygg- och miljönämnden, 2026-05-01 § 12";
        assert_eq!(forslag_of(reference), "förslaget från bygg- och miljönämnden, 2026-05-01 § 12");
    }

    #[test]
    fn days_are_written_in_words() {
        let on = |year, month, day| Datum(jiff::civil::date(year, month, day));
        assert_eq!(day(on(2019, 6, 5)), "den 5 juni 2019");
        assert_eq!(days(on(2026, 11, 16), None), "den 16 november 2026");
        assert_eq!(days(on(2026, 11, 16), Some(on(2026, 11, 17))), "den 16–17 november 2026");
        assert_eq!(days(on(2026, 11, 30), Some(on(2026, 12, 1))), "den 30 november–1 december 2026");
        assert_eq!(days(on(2026, 12, 31), Some(on(2027, 1, 1))), "den 31 december 2026–1 januari 2027");
        for (last, said) in [
            ("2026-11-17", "2026-11-16–17"),
            ("2026-12-01", "2026-11-16–12-01"),
            ("2027-01-01", "2026-11-16–2027-01-01"),
        ] {
            assert_eq!(iso_days("2026-11-16", Some(last)), said);
        }
        assert_eq!(iso_days("2026-11-16", None), "2026-11-16");
    }
}
