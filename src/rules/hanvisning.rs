//! V28, V31: references to other organs' §§: the same in the text as in the underlag, and to a § that exists.
//! Speaks only where organ, § and day are plain; a text that mentions several §§ of an organ is left alone.

use std::ops::Range;

use jiff::civil::Date;

use crate::case::Content;
use crate::case::myndighet::Organ;
use crate::case::sammantrade::Paragraf;
use crate::case::text::{Datum, MONTHS};
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V31",
        code: "hanvisning-skiljer",
        title: "texten och beslutsunderlaget hänvisar till samma paragraf hos samma organ",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: hanvisning_skiljer,
    },
    Rule {
        id: "V28",
        code: "hanvisning-finns-inte",
        title: "en paragraf som det hänvisas till finns i det organets protokoll, när det ligger i arbetsmappen",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: hanvisning_finns_inte,
    },
];

/// A § of an organ, as mentioned in a text.
struct Reference<'a> {
    organ: &'a Organ,
    nummer: u32,
    /// The only day in the same sentence.
    day: Option<Date>,
    pointer: String,
}

fn hanvisning_skiljer(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["sammanfattning", "behandling", "underlag"]) {
        let (prose, listed) = (in_prose(context, &at, one), in_underlag(context, &at, one));
        for organ in &context.workspace.myndighet.value.organ {
            let of = |all: &'_ [Reference<'_>]| -> Vec<(u32, String)> {
                let mut hits: Vec<_> =
                    all.iter().filter(|r| r.organ.id == organ.id).map(|r| (r.nummer, r.pointer.clone())).collect();
                hits.dedup_by_key(|(nummer, _)| *nummer);
                hits
            };
            let (prose, listed) = (of(&prose), of(&listed));
            let ([(said, there)], [(other, here)]) = (prose.as_slice(), listed.as_slice()) else { continue };
            if said == other {
                continue;
            }
            let message =
                format!("{}: § {said} i texten men § {other} i beslutsunderlaget i § {}", organ.namn, one.nummer);
            let finding = context
                .finding(here, format!("§ {other}"), message)
                .also(context.label(there, format!("§ {said}")))
                .hint("slå upp paragrafen i organets protokoll och rätta den som är fel");
            found.push(finding);
        }
    }
    found
}

fn hanvisning_finns_inte(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["sammanfattning", "behandling", "underlag"]) {
        let all = in_prose(context, &at, one).into_iter().chain(in_underlag(context, &at, one));
        for reference in all {
            let Some(day) = reference.day else { continue };
            let cases = context.index.moten.get(&(reference.organ.id.clone(), Datum(day)));
            let mut meetings =
                cases.into_iter().flatten().filter_map(|case| context.workspace.cases.get(*case)).peekable();
            let has = |case: &std::sync::Arc<crate::case::Case>| {
                matches!(&case.value, Content::Sammantrade(meeting)
                if meeting.paragraf.iter().any(|p| p.nummer == reference.nummer))
            };
            if meetings.peek().is_none() || meetings.any(has) {
                continue;
            }
            let message = format!("{} har ingen § {} den {day}", reference.organ.namn, reference.nummer);
            found.push(context.finding(&reference.pointer, "", message).hint("rätta paragrafen eller dagen"));
        }
    }
    found
}

fn in_prose<'a>(context: &Context<'a>, at: &str, one: &Paragraf) -> Vec<Reference<'a>> {
    let texts = [("sammanfattning", &one.sammanfattning), ("behandling", &one.behandling)];
    let texts = texts.into_iter().filter_map(|(key, text)| Some((format!("{at}/{key}"), text.as_deref()?)));
    texts.flat_map(|(pointer, text)| references(&context.workspace.myndighet.value.organ, text, &pointer)).collect()
}

fn in_underlag<'a>(context: &Context<'a>, at: &str, one: &Paragraf) -> Vec<Reference<'a>> {
    let items = one.underlag.iter().enumerate();
    let all = items.flat_map(|(i, item)| {
        let mut found =
            references(&context.workspace.myndighet.value.organ, &item.titel, &format!("{at}/underlag/{i}/titel"));
        for reference in &mut found {
            reference.day = reference.day.or(item.datum.map(|day| day.0));
        }
        found
    });
    all.collect()
}

/// Sentences that name exactly one organ and exactly one §.
fn references<'a>(organs: &'a [Organ], text: &str, pointer: &str) -> Vec<Reference<'a>> {
    let mut found = Vec::new();
    for sentence in sentences(text) {
        let lower = sentence.to_lowercase();
        let mut named =
            organs.iter().filter(|organ| organ.namn.len() > 3 && lower.contains(&organ.namn.to_lowercase()));
        let (Some(organ), None) = (named.next(), named.next()) else { continue };
        let numbers = sections(sentence);
        let [nummer] = numbers.as_slice() else { continue };
        let day = match days(&lower).as_slice() {
            [day] => Some(*day),
            _ => None,
        };
        found.push(Reference { organ, nummer: *nummer, day, pointer: pointer.to_owned() });
    }
    found
}

/// Split after a period that ends a word of letters or digits and is followed by space and upper case.
fn sentences(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(['.', '\n']) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let ends = text.get(at..=at) == Some("\n") || rest.starts_with(char::is_whitespace);
        if ends && rest.trim_start().starts_with(char::is_uppercase) {
            parts.push(text.get(start..=at).unwrap_or_default());
            start = at + 1;
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

/// The § numbers of a sentence: "§ 41", "§41"; a citation of law ("5 kap. 69 §") is not one.
fn sections(sentence: &str) -> Vec<u32> {
    let after = sentence.match_indices('§').filter_map(|(at, sign)| sentence.get(at + sign.len()..));
    let number = |text: &str| -> Option<u32> {
        let text = text.trim_start();
        let digits: Range<usize> = 0..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text.get(digits)?.parse().ok()
    };
    after.filter_map(number).collect()
}

fn days(lower: &str) -> Vec<Date> {
    let characters: Vec<char> = lower.chars().collect();
    let iso = characters.windows(10).filter_map(|ten| ten.iter().collect::<String>().parse().ok());
    let mut all: Vec<Date> = iso.chain(days_in_words(lower)).collect();
    all.dedup();
    all
}

/// Days written "4 april 2019", in lower case.
pub(super) fn days_in_words(lower: &str) -> Vec<Date> {
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let day = |three: &[&str]| -> Option<Date> {
        let [day, month, year] = three else { return None };
        let month = MONTHS.iter().position(|name| name == month)? + 1;
        Date::new(year.parse().ok()?, i8::try_from(month).ok()?, day.parse().ok()?).ok()
    };
    words.windows(3).filter_map(day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_needs_one_organ_and_one_section_in_a_sentence() {
        let organs = [Organ { id: "hsn".into(), namn: "Vårdnämnden".into(), ..Organ::default() }];
        let found = |text: &str| -> Vec<(u32, Option<Date>)> {
            references(&organs, text, "").into_iter().map(|r| (r.nummer, r.day)).collect()
        };
        let april = Some(Date::constant(2019, 4, 4));
        assert_eq!(found("Ja. Vårdnämnden behandlade motionen den 4 april 2019, § 41. Sedan § 9."), [(41, april)]);
        assert_eq!(found("§42 Vårdnämnden Svar på motion"), [(42, None)]);
        assert!(found("Vårdnämnden §§ 4 och § 5").is_empty());
        assert!(found("Vårdnämnden får enligt 6 kap. 27 § kommunallagen inte").is_empty());
    }
}
