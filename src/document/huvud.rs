//! Leaf 0 of the minutes: who was there, where and when, who signs, and what was not as the law asks.

use super::meeting::Meeting;
use super::paragraf::one_line;
use super::people::word;
use super::spans::{capitalized, day, paragraphs, written};
use super::text::escaped;
use crate::case::myndighet::OrganTyp;
use crate::case::sammantrade::{Dag, Justerare, Narvarande, Paragraf, Sammantrade, Uppdrag};
use crate::evidence::canonical::normalized;
use crate::evidence::{HuvudObject, NarvaroGrupp, PersonObject, Valda};
use crate::rules::tjanstgoring::adjusts;

/// The canonical object of the meeting.
pub(crate) fn object(meeting: &Meeting<'_>) -> HuvudObject {
    let case = meeting.sammantrade;
    let text = |field: &Option<String>| field.as_deref().map(one_line).unwrap_or_default();
    normalized(&HuvudObject {
        format: "utdrag-huvud/1".to_owned(),
        myndighet: meeting.myndighet().namn.clone(),
        organ: meeting.organ_name(),
        datum: meeting.day(),
        slutdatum: meeting.persons.last_day().map(|last| last.to_string()),
        tid: time(case),
        ajournering: case.ajournering.iter().map(|one| one_line(one)).collect(),
        plats: text(&case.plats),
        narvaro: groups(meeting),
        sekreterare: text(&case.sekreterare),
        ordforande: chairs(meeting),
        justerare: justerare(meeting, &case.paragraf),
        distansbeslut: text(&case.distans_beslut),
        avvikelser: avvikelser(meeting),
        salt: meeting.leaf_salt(0),
    })
}

/// The time of day; of a meeting of several days each day with its time and its §§, where the case says that.
fn time(case: &Sammantrade) -> String {
    let row = |one: &Dag| {
        let time = one.tid.as_deref().map(|tid| format!(" {}", one_line(tid))).unwrap_or_default();
        format!("{}{time}, {}", day(one.datum), written(&one.paragrafer))
    };
    let own = case.tid.as_deref().map(one_line);
    own.into_iter().chain(case.dag.iter().map(row)).collect::<Vec<_>>().join("; ")
}

/// Those who led, each with the §§ where that is not all of them.
fn chairs(meeting: &Meeting<'_>) -> Vec<Valda> {
    let all = meeting.persons.numbers();
    let led = meeting.persons.led();
    if led.is_empty() {
        return meeting
            .ordinary_chair()
            .map(|index| valda(meeting.persons.display(index), &[], &[]))
            .into_iter()
            .collect();
    }
    led.into_iter().map(|(index, numbers)| valda(meeting.persons.display(index), &numbers, &all)).collect()
}

/// The elected justerare, each without the §§ where they are jäviga.
pub(crate) fn justerare(meeting: &Meeting<'_>, paragrafer: &[Paragraf]) -> Vec<Valda> {
    let elected = meeting.sammantrade.justering.as_ref().map(|one| one.justerare.as_slice()).unwrap_or_default();
    let all: Vec<u32> = paragrafer.iter().map(|one| one.nummer).collect();
    let row = |who: &Justerare| {
        let name = who.namn();
        let first = all.first().copied().unwrap_or(0);
        let index = meeting.persons.find(name, first);
        let signs = |one: &&Paragraf| {
            adjusts(who, one.nummer) && index.is_none_or(|index| !meeting.persons.is_javig(index, one))
        };
        let numbers: Vec<u32> = paragrafer.iter().filter(signs).map(|one| one.nummer).collect();
        (numbers.len() == all.len() || !numbers.is_empty()).then(|| {
            valda(index.map_or_else(|| name.to_owned(), |index| meeting.persons.display(index)), &numbers, &all)
        })
    };
    elected.iter().filter_map(row).collect()
}

fn valda(namn: String, numbers: &[u32], all: &[u32]) -> Valda {
    Valda { namn, paragrafer: if numbers.len() == all.len() { String::new() } else { paragraphs(numbers) } }
}

/// Faults that are printed in the minutes, a paragraph each: what, the law, the reason.
fn avvikelser(meeting: &Meeting<'_>) -> Vec<String> {
    let printed = meeting.checked.noted().iter().filter(|noted| noted.i_protokollet);
    let sentence = printed.map(|noted| {
        let law = noted.grund.as_deref().map(|grund| format!(" ({grund})")).unwrap_or_default();
        format!("{}. {}", escaped(&format!("{}{law}", capitalized(&noted.meddelande))), noted.skal.trim())
    });
    sentence.collect()
}

/// Everybody, grouped as printed; a group that is empty is left out.
fn groups(meeting: &Meeting<'_>) -> Vec<NarvaroGrupp> {
    const RUBRIKER: [&str; 10] = [
        "Beslutande ledamöter",
        "Tjänstgörande ersättare",
        "Ej tjänstgörande ersättare",
        "Ej tjänstgörande ledamöter",
        "Insynsplatser",
        "Närvarorätt",
        "Tjänstepersoner",
        "Föredragande",
        "Personalföreträdare",
        "Övriga",
    ];
    let is_revision = meeting.persons.organ_typ() == Some(OrganTyp::Revisorer);
    let shown = |rubrik: &str| match rubrik {
        "Beslutande ledamöter" if is_revision => "Revisorer".to_owned(),
        "Ej tjänstgörande ledamöter" if is_revision => "Revisorer som inte deltar".to_owned(),
        other => other.to_owned(),
    };
    let mut persons: Vec<(usize, &Narvarande)> = meeting.sammantrade.narvaro.iter().enumerate().collect();
    persons.sort_by_key(|(_, person)| rank(person.uppdrag));
    let group = |rubrik: &str| {
        let members = persons.iter().filter(|(index, person)| rubrik == group_of(meeting, *index, person));
        let personer: Vec<PersonObject> = members.map(|(index, person)| row(meeting, *index, person)).collect();
        (!personer.is_empty()).then(|| NarvaroGrupp { rubrik: shown(rubrik), personer })
    };
    RUBRIKER.into_iter().filter_map(group).collect()
}

fn group_of(meeting: &Meeting<'_>, index: usize, person: &Narvarande) -> &'static str {
    let serves = meeting.persons.is_beslutande(index);
    match person.uppdrag {
        Uppdrag::Ersattare if serves => "Tjänstgörande ersättare",
        Uppdrag::Ersattare => "Ej tjänstgörande ersättare",
        Uppdrag::Tjansteperson => "Tjänstepersoner",
        Uppdrag::Foredragande => "Föredragande",
        Uppdrag::Personalforetradare => "Personalföreträdare",
        Uppdrag::Insynsplats => "Insynsplatser",
        Uppdrag::Narvaroratt => "Närvarorätt",
        Uppdrag::Ovrig => "Övriga",
        _ if serves => "Beslutande ledamöter",
        _ => "Ej tjänstgörande ledamöter",
    }
}

fn rank(uppdrag: Uppdrag) -> u8 {
    match uppdrag {
        Uppdrag::Ordforande => 0,
        Uppdrag::ForsteViceOrdforande | Uppdrag::ViceOrdforande => 1,
        Uppdrag::AndreViceOrdforande => 2,
        _ => 3,
    }
}

fn row(meeting: &Meeting<'_>, index: usize, person: &Narvarande) -> PersonObject {
    let uppdrag = match (&person.titel, rank(person.uppdrag)) {
        (Some(titel), _) => one_line(titel),
        (None, 0..=2) => word(person.uppdrag).to_owned(),
        (None, _) => String::new(),
    };
    PersonObject { namn: meeting.persons.display(index), uppdrag, noteringar: notes(meeting, index, person) }
}

/// "tjänstgör för Bodil Ytterån (S) §§ 1–7", "§§ 97–104", "på distans".
fn notes(meeting: &Meeting<'_>, index: usize, person: &Narvarande) -> Vec<String> {
    let interval = person.paragrafer.as_deref().filter(|text| !text.trim().is_empty()).map(written);
    let interval = outside_jav(meeting, index).or(interval);
    let replaced = person.tjanstgor_for.as_deref().filter(|_| meeting.persons.is_beslutande(index));
    let serves = replaced.map(|name| format!("tjänstgör för {}", meeting.display(name)));
    let first = match (serves, interval) {
        (Some(serves), Some(interval)) => Some(format!("{serves} {interval}")),
        (serves, interval) => serves.or(interval),
    };
    first.into_iter().chain(person.distans.then(|| "på distans".to_owned())).collect()
}

/// The §§ of who left some for jäv, though the case counts them up or says nothing of §§: the jäv is written once.
fn outside_jav(meeting: &Meeting<'_>, index: usize) -> Option<String> {
    let persons = &meeting.persons;
    let left = |one: &Paragraf| persons.is_present(index, one.nummer) && persons.is_javig(index, one);
    let any = persons.javiga_leave() && persons.is_readable() && meeting.sammantrade.paragraf.iter().any(left);
    any.then(|| paragraphs(&persons.in_the_room(index))).filter(|numbers| !numbers.is_empty())
}
