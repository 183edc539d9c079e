//! Personnummer in a text, for the rules and for what is sent: six or eight digits of a day, four more, the last a check
//! digit (Luhn). Organisationsnummer, diarienummer and telephone numbers are none. Whom it belongs to is not asked.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A personnummer.
    Personnummer,
    /// A samordningsnummer: the day plus 60.
    Samordningsnummer,
    /// A mobile telephone number.
    Mobilnummer,
}

/// Something found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its beginning, with the last figures hidden: "811218-****".
    pub shown: String,
}

/// Everything of the sort in a text, each once.
#[must_use]
pub fn find(text: &str) -> Vec<Found> {
    let letters = calm(text);
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while let Some(one) = letters.get(at) {
        let starts = one.is_ascii_digit() || *one == '+';
        let apart = at == 0 || letters.get(at - 1).is_none_or(|before| !before.is_alphanumeric() && *before != '+');
        let hit = if starts && apart { number(&letters, at).or_else(|| mobile(&letters, at)) } else { None };
        match hit {
            Some((hit, end)) => {
                if !found.contains(&hit) {
                    found.push(hit);
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// One form for what looks the same: full-width digits, dashes of all lengths, hidden marks, emphasis inside a number.
fn calm(text: &str) -> Vec<char> {
    let hidden = |one: &char| !matches!(one, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '*' | '_' | '\\' | '`');
    let same = |one: char| match one {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        one if one.is_whitespace() => ' ',
        one => one,
    };
    text.nfkc().filter(hidden).map(same).collect()
}

/// The digits from `at` on, and where they end.
fn digits(letters: &[char], at: usize) -> (Vec<u8>, usize) {
    let run = letters.iter().skip(at).map_while(|one| one.to_digit(10)).filter_map(|one| u8::try_from(one).ok());
    let run: Vec<u8> = run.collect();
    let end = at + run.len();
    (run, end)
}

fn number(letters: &[char], at: usize) -> Option<(Found, usize)> {
    let (first, middle) = digits(letters, at);
    let (day, last, end, parted) = match first.len() {
        10 | 12 => {
            let (day, last) = first.split_at(first.len() - 4);
            (day.to_vec(), last.to_vec(), middle, false)
        }
        6 | 8 => {
            let from = separator(letters, middle)?;
            let (last, end) = digits(letters, from);
            (first, last, end, true)
        }
        _ => return None,
    };
    let ends = letters.get(end).is_none_or(|after| !after.is_alphanumeric());
    if last.len() != 4 || !ends || (!parted && looks_mobile(&day)) {
        return None;
    }
    let short = day.get(day.len() - 6..)?;
    if !luhn(short, &last) {
        return None;
    }
    let kind = kind(&day)?;
    let shown: String = day.iter().map(|digit| char::from(b'0' + digit)).collect();
    Some((Found { kind, shown: format!("{shown}-****") }, end))
}

/// A dash or plus between the two parts, with at most two spaces around it; or one or two spaces alone (a line end is one).
fn separator(letters: &[char], from: usize) -> Option<usize> {
    let spaces = |at: usize| letters.iter().skip(at).take(2).take_while(|one| **one == ' ').count();
    let mut at = from + spaces(from);
    if matches!(letters.get(at), Some('-' | '+')) {
        at += 1;
        at += spaces(at);
    }
    (at > from && letters.get(at).is_some_and(char::is_ascii_digit)).then_some(at)
}

/// "070", "072", "073", "076" and "079" begin mobile numbers; written without a dash they are taken for those.
fn looks_mobile(day: &[u8]) -> bool {
    day.len() == 6 && day.starts_with(&[0, 7]) && day.get(2).is_some_and(|digit| [0, 2, 3, 6, 9].contains(digit))
}

fn kind(day: &[u8]) -> Option<Kind> {
    let value = |from: usize| Some(day.get(from)? * 10 + day.get(from + 1)?);
    let short = day.len() - 6;
    let (year, month, of_month) = (value(short)?, value(short + 2)?, value(short + 4)?);
    let centuries: Vec<i16> = match day.len() {
        8 => vec![i16::from(value(0)?)],
        _ => vec![19, 20],
    };
    let (kind, of_month) = match of_month {
        61..=91 => (Kind::Samordningsnummer, of_month - 60),
        _ => (Kind::Personnummer, of_month),
    };
    let exists = |century: &i16| {
        (18..=20).contains(century)
            && Date::new(
                century * 100 + i16::from(year),
                i8::try_from(month).unwrap_or(0),
                i8::try_from(of_month).unwrap_or(0),
            )
            .is_ok()
    };
    centuries.iter().any(exists).then_some(kind)
}

/// The check digit over nine digits without the century.
fn luhn(day: &[u8], last: &[u8]) -> bool {
    let doubled = |(at, digit): (usize, &u8)| {
        let product = u32::from(*digit) * if at % 2 == 0 { 2 } else { 1 };
        product / 10 + product % 10
    };
    day.iter().chain(last).enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// "070-123 45 67", "0701234567", "+46 70 123 45 67".
fn mobile(letters: &[char], at: usize) -> Option<(Found, usize)> {
    let mut end = at;
    let mut number = String::new();
    for one in letters.iter().skip(at).take(20) {
        match one {
            '0'..='9' => number.push(*one),
            '+' if number.is_empty() => {}
            ' ' | '-' | '(' | ')' if !number.is_empty() && number.len() < 11 => {}
            _ => break,
        }
        end += 1;
    }
    let national = match number.strip_prefix("46").filter(|_| letters.get(at) == Some(&'+')) {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => number,
    };
    let digits: Vec<u8> = national.bytes().map(|digit| digit - b'0').collect();
    let is_mobile = digits.len() == 10 && looks_mobile(digits.get(..6)?);
    let shown: String = national.chars().take(3).collect();
    is_mobile.then(|| (Found { kind: Kind::Mobilnummer, shown: format!("{shown}-*** ** **") }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tax agency's own example, which belongs to nobody; and one of its samordningsnummer.
    const NUMBER: &str = "811218-9876";
    const COORDINATION: &str = "811278-9873";

    fn kinds(text: &str) -> Vec<Kind> {
        find(text).into_iter().map(|one| one.kind).collect()
    }

    #[test]
    fn a_personnummer_is_found_however_it_is_written() {
        let ten = NUMBER.replace('-', "");
        for text in [
            NUMBER.to_owned(),
            format!("19{NUMBER}"),
            ten.clone(),
            format!("19{ten}"),
            NUMBER.replace('-', "+"),
            NUMBER.replace('-', "–"),
            NUMBER.replace('-', " - "),
            NUMBER.replace('-', "-\n"),
            NUMBER.replace('-', "\u{a0}"),
            format!("född {NUMBER}, bosatt"),
            format!("({NUMBER})"),
            NUMBER.replace("1218", "12\u{ad}18"),
            NUMBER.replace("1218", "**1218**"),
            NUMBER.replace('8', "\u{ff18}"),
        ] {
            assert_eq!(kinds(&text), [Kind::Personnummer], "{text:?}");
        }
    }

    #[test]
    fn a_samordningsnummer_is_found() {
        assert_eq!(kinds(COORDINATION), [Kind::Samordningsnummer]);
    }

    #[test]
    fn what_only_looks_like_one_is_not() {
        for text in [
            "811218-9875", // check digit
            "811318-9875", // month 13; its check digit is right
            "810230-9872", // 30 February; its check digit is right
            "232100-0016", // organisationsnummer
            "202100-5489",
            "RS 2019-123456",
            "RS/148/2019",
            "2023-000214",
            "08-123 45 67",
            "1 790 000 000 kronor",
            "3f7a8112189876",
            "2026-03-11",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
        assert!(luhn(&[8, 1, 1, 3, 1, 8], &[9, 8, 7, 5]), "only the month is wrong");
    }

    #[test]
    fn a_mobile_number_is_told_apart() {
        for text in ["070-123 45 67", "0701234567", "+46 70 123 45 67", "tel. 073 - 123 45 67."] {
            assert_eq!(kinds(text), [Kind::Mobilnummer], "{text}");
        }
    }

    #[test]
    fn the_last_figures_are_never_shown() {
        let found = find(&format!("19{NUMBER}"));
        assert_eq!(found.first().map(|one| one.shown.as_str()), Some("19811218-****"));
    }
}
