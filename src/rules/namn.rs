//! V32 and names in general: every name in a § is one person of the närvaro, spelt one way.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::sammantrade::Paragraf;
use crate::diag::Level;

use super::Rule;
use super::beslut::satser;
use super::context::{Context, Finding};
use super::gissning::did_you_mean;
use super::lagrum::Lagrum;
use super::naming::{Misspelt, Naming, Role, namings};
use super::parti;
use super::tjanstgoring::{Meeting, Namn};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "–",
        code: "namn-okant",
        title: "den som röstar, är jävig, inte deltar eller leder en paragraf finns i närvaron, och namnet är entydigt",
        level: Level::Fel,
        basis: Lagrum::for_organ("5 kap. 66 §", "6 kap. 35 § och 5 kap. 66 §"),
        excusable: false,
        check: namn_okant,
    },
    Rule {
        id: "V32",
        code: "namn-varierar",
        title: "ett namn stavas likadant i hela paragrafen, och som i närvaron",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: namn_varierar,
    },
];

fn namn_okant(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found: Vec<Finding> = context.misspelt.iter().filter_map(|one| spelt_once(context, meeting, one)).collect();
    found.extend(leaders(context, meeting));
    for (at, one) in context.paragrafer(&[]) {
        // yrkande-ej-narvarande and reservation-ej-deltagit say it of theirs.
        let own = namings(&at, one).into_iter().filter(|one| !matches!(one.role, Role::Moves | Role::Reserves));
        for Naming { place, name, role } in own {
            // Who presents a matter need not be in the närvaro: only what looks like a slip is a fault.
            let is_guest = role == Role::Presents
                && meeting.named(name, Some(one.nummer)) == Namn::Ingen
                && guess(meeting, name, one).is_none();
            if is_guest
                || context.is_damaged(&[&place])
                || (role.may_be_parti() && meeting.parti_members(name, one).is_some())
            {
                continue;
            }
            found.extend(fault(context, meeting, &place, name, one));
        }
    }
    found
}

/// Those who led a run of §§, as the meeting names them.
fn leaders(context: &Context<'_>, meeting: &Meeting<'_>) -> Vec<Finding> {
    let rows = meeting.sammantrade.ledning.iter().enumerate();
    let faulty = rows.filter_map(|(i, row)| {
        let place = format!("/ledning/{i}/namn");
        let of_run = meeting.sammantrade.paragraf.first()?;
        (!context.is_damaged(&[&place])).then(|| fault(context, meeting, &place, &row.namn, of_run)).flatten()
    });
    faulty.collect()
}

/// The närvaro has a name in one way, and every other place in another.
fn spelt_once(context: &Context<'_>, meeting: &Meeting<'_>, one: &Misspelt) -> Option<Finding> {
    let (here, there) = (&meeting.person(one.person)?.namn, &one.written);
    let message = format!("{here} i närvaron skrivs {there} på {} ställen i filen", one.places);
    let hint = "rätta namnet här, om det är rätt på de andra ställena";
    Some(context.finding(&format!("/narvaro/{}/namn", one.person), "", message).hint(hint))
}

/// What is wrong with a name as such, if anything: nobody, or more than one.
pub(super) fn fault(
    context: &Context<'_>,
    meeting: &Meeting<'_>,
    place: &str,
    name: &str,
    paragraf: &Paragraf,
) -> Option<Finding> {
    match meeting.named(name, Some(paragraf.nummer)) {
        Namn::Person(_) => None,
        Namn::Ingen => {
            let (message, hint) = unknown(meeting, name, paragraf);
            Some(context.finding(place, "", message).hint(hint).paragraf(paragraf.nummer))
        }
        Namn::Flera => {
            let message = format!("{name} är mer än en i närvaron");
            let hint = format!("skriv partiet efter namnet: \"{name} (S)\"");
            Some(context.finding(place, "", message).hint(hint).paragraf(paragraf.nummer))
        }
    }
}

/// What to say of a name that is nobody's, and what was meant: another party, several names in one text, a slip.
pub(super) fn unknown(meeting: &Meeting<'_>, name: &str, paragraf: &Paragraf) -> (String, String) {
    let message = format!("{name} finns inte i närvaron");
    if let Some((bare, parti)) = with_parti(name)
        && let Namn::Person(index) = meeting.named(bare, Some(paragraf.nummer))
    {
        let message = match meeting.person(index).and_then(|one| one.parti.as_deref()) {
            Some(own) => format!("{bare} är ({own}) i närvaron, inte ({parti})"),
            None => format!("{bare} har inget parti i närvaron, men här står ({parti})"),
        };
        return (message, format!("skriv \"{bare}\": partiet hämtas ur närvaron"));
    }
    let parts: Vec<&str> = name.split([',', ';']).flat_map(|part| part.split(" och ")).map(str::trim).collect();
    let is_one = |part: &&str| matches!(meeting.named(part, Some(paragraf.nummer)), Namn::Person(_));
    if parts.len() > 1 && parts.iter().all(is_one) {
        let each: Vec<String> = parts.iter().map(|part| format!("\"{part}\"")).collect();
        return (message, format!("skriv varje namn för sig: {}", each.join(", ")));
    }
    let hint = guess(meeting, name, paragraf)
        .unwrap_or_else(|| format!("skriv namnet som i närvaron, eller lägg till {name} där"));
    (message, hint)
}

/// "Tore Vikander (C)" as name and party.
pub(super) fn with_parti(name: &str) -> Option<(&str, &str)> {
    let (bare, rest) = name.trim().rsplit_once(" (")?;
    rest.strip_suffix(')').map(|parti| (bare, parti))
}

/// `menade du "Ingrid Åkerö"?`; "Ordföranden" means the one who leads the §.
pub(super) fn guess(meeting: &Meeting<'_>, name: &str, paragraf: &Paragraf) -> Option<String> {
    if matches!(name.to_lowercase().as_str(), "ordförande" | "ordföranden") {
        let leader = meeting.ordforande(paragraf).and_then(|i| meeting.person(i))?;
        return Some(format!("menade du \"{}\"?", leader.namn));
    }
    let bare = name.rsplit_once(" (").map_or(name, |(bare, _)| bare);
    did_you_mean(bare, meeting.sammantrade.narvaro.iter().map(|one| one.namn.as_str()))
}

fn namn_varierar(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let known: Vec<&str> = meeting.sammantrade.narvaro.iter().map(|one| one.namn.as_str()).collect();
    let mut found = parti::spelt_otherwise(context, meeting);
    let mut said = BTreeSet::new();
    for (at, one) in context.paragrafer(&[]) {
        let mut first: BTreeMap<String, Written> = BTreeMap::new();
        for (place, text) in texts(&at, one) {
            for name in names_in(text) {
                let written = Written { name, place: place.clone() };
                let seen = first.entry(written.name.to_lowercase()).or_insert_with(|| written.clone());
                let other = (seen.name != written.name).then_some(&*seen);
                let Some((pair, finding)) = variant(context, one.nummer, &written, other, &known) else { continue };
                if said.insert(pair) {
                    found.push(finding);
                }
            }
        }
    }
    found
}

/// A name as written, and where.
#[derive(Clone)]
struct Written {
    name: String,
    place: String,
}

/// What is odd about a name: written otherwise before in the §, or a letter away from a name of the närvaro.
fn variant(
    context: &Context<'_>,
    nummer: u32,
    written: &Written,
    other: Option<&Written>,
    known: &[&str],
) -> Option<((String, String), Finding)> {
    let name = &written.name;
    if let Some(other) = other {
        let message = format!("namnet skrivs på två sätt i § {nummer}: {} och {name}", other.name);
        let also = context.label(&other.place, &other.name);
        let finding = context.finding(&written.place, name, message).also(also).hint("skriv namnet på ett sätt");
        return Some(((other.name.clone(), name.clone()), finding));
    }
    let near = near_known(name, known)?;
    let message = format!("{name} i § {nummer} liknar {near} i närvaron");
    let hint = "är det samma person, skriv namnet på ett sätt";
    Some(((near, name.clone()), context.finding(&written.place, name, message).hint(hint)))
}

/// Pointer and text of what is written of a §, in the order it stands.
pub(super) fn texts<'a>(at: &str, one: &'a Paragraf) -> Vec<(String, &'a str)> {
    let mut all: Vec<(String, &str)> = vec![(format!("{at}/rubrik"), &one.rubrik)];
    let optional = [
        ("sammanfattning", &one.sammanfattning),
        ("behandling", &one.behandling),
        ("proposition", &one.proposition),
        ("motivering", &one.motivering),
    ];
    all.extend(optional.into_iter().filter_map(|(key, text)| Some((format!("{at}/{key}"), text.as_deref()?))));
    all.extend(one.avsnitt.iter().enumerate().map(|(i, one)| (format!("{at}/avsnitt/{i}/text"), one.text.as_str())));
    all.extend(one.forslag.iter().enumerate().map(|(i, text)| (format!("{at}/forslag/{i}"), text.as_str())));
    all.extend(
        one.yrkanden
            .iter()
            .enumerate()
            .filter_map(|(i, y)| Some((format!("{at}/yrkanden/{i}/text"), y.text.as_deref()?))),
    );
    if matches!(one.beslut, crate::case::sammantrade::Beslut::Satser(_)) {
        all.extend(satser(one).iter().enumerate().map(|(i, text)| (format!("{at}/beslut/{i}"), text.as_str())));
    }
    for (v, votering) in one.votering.iter().enumerate() {
        let sides = [("ja/for", &votering.ja.roster_for), ("nej/for", &votering.nej.roster_for)];
        all.extend(sides.into_iter().map(|(key, text)| (format!("{at}/votering/{v}/{key}"), text.as_str())));
    }
    let marks = one.reservationer.iter().map(|one| ("reservationer", one.text.as_deref())).enumerate();
    let notes = one.anteckningar.iter().map(|one| ("anteckningar", one.text.as_deref())).enumerate();
    all.extend(marks.chain(notes).filter_map(|(i, (key, text))| Some((format!("{at}/{key}/{i}/text"), text?))));
    all.extend(one.underlag.iter().enumerate().map(|(i, u)| (format!("{at}/underlag/{i}/titel"), u.titel.as_str())));
    all
}

/// Pairs of words that both begin in upper case, genitive s taken off: likely names of persons.
fn names_in(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace()).collect();
    let is_name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().any(char::is_lowercase)
            && letters.all(|c| c.is_alphabetic() || c == '-' || c == '’')
    };
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [first, second] => Some((*first, second.trim_end_matches(|c: char| !c.is_alphabetic()))),
        _ => None,
    });
    pairs
        .filter(|(first, second)| is_name(first) && is_name(second))
        .map(|(a, b)| format!("{a} {}", b.trim_end_matches('s')))
        .collect()
}

/// A name of the närvaro that differs from this one by a single letter.
fn near_known(name: &str, known: &[&str]) -> Option<String> {
    let exact = |one: &&str| one.trim_end_matches('s') == name || one.contains(name);
    if known.iter().any(exact) {
        return None;
    }
    let near =
        |one: &&&str| strsim::damerau_levenshtein(one.trim_end_matches('s'), name) == 1 && name.chars().count() >= 9;
    known.iter().find(near).map(|one| (*one).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_of_capitalised_words_are_names() {
        assert_eq!(names_in("Svar på motion från Ann-Marie Johansson (S) om vård"), ["Ann-Marie Johansson"]);
        assert_eq!(names_in("Bodil Ytteråns yrkande; Nära vård, Region JH"), ["Bodil Ytterån"]);
    }
}
