//! V32: a party written after a name is the one of the närvaro, and names outside the §§ are spelt as there.
//! Who is away is in no närvaro, so a name that is far from all of them is nobody's slip.

use std::collections::BTreeSet;

use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::{Lagrum, is_under_kommunallagen};
use super::namn::{texts, with_parti};
use super::tjanstgoring::{Meeting, same_name, short_parti};
use crate::case::sammantrade::{Narvarande, Uppdrag};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V32",
        code: "parti-skiljer",
        title: "ett parti efter ett namn är personens parti i närvaron",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: parti_skiljer,
    },
    Rule {
        id: "V32",
        code: "parti-skrivsatt",
        title: "ett parti skrivs med sin förkortning utan parentes, under parti och inte i namnet",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: parti_skrivsatt,
    },
    Rule {
        id: "V32",
        code: "parti-saknas",
        title: "står parti på någon förtroendevald i närvaron står det på alla, \"-\" för den som är partilös",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: parti_saknas,
    },
];

/// Parties that every reader knows; others count when somebody of the närvaro stands for them.
const KNOWN: &[&str] = &["S", "M", "SD", "C", "V", "KD", "L", "MP", "FP", "FI", "-"];

fn parti_skiljer(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let persons = &meeting.sammantrade.narvaro;
    let mut parties: BTreeSet<&str> = persons.iter().filter_map(|one| one.parti.as_deref()).collect();
    parties.extend(KNOWN);
    let mut found = head(context, meeting);
    for (at, one) in context.paragrafer(&[]) {
        let mut said = BTreeSet::new();
        for (place, text) in texts(&at, one) {
            for (name, own, written) in other_parties(meeting, text, &parties) {
                if !said.insert((name, written)) {
                    continue;
                }
                let message = format!("{name} är ({own}) i närvaron, men ({written}) i § {}", one.nummer);
                found.push(context.finding(&place, "", message).hint("rätta partiet här eller i närvaron"));
            }
        }
    }
    found
}

/// The abbreviation where something else is written: "S" for "(S)", "Socialdemokraterna" and "S-gruppen".
fn abbreviated(parti: &str) -> Option<&str> {
    Some(short_parti(parti)).filter(|short| *short != parti && !short.is_empty())
}

fn parti_skrivsatt(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (i, one) in meeting.sammantrade.narvaro.iter().enumerate() {
        let written = one.parti.as_deref().and_then(|parti| Some((parti, abbreviated(parti)?)));
        if let Some((parti, short)) = written {
            let message = format!("{} har partiet {parti}: det skrivs med förkortning utan parentes", one.namn);
            found.push(context.finding(&format!("/narvaro/{i}/parti"), "", message).hint(format!("skriv \"{short}\"")));
        }
        if let Some((bare, parti)) = with_parti(&one.namn) {
            let message = format!("{} har partiet i namnet", one.namn);
            let hint = format!("skriv namn = \"{bare}\", parti = \"{parti}\"");
            found.push(context.finding(&format!("/narvaro/{i}/namn"), "", message).hint(hint));
        }
    }
    found
}

fn parti_saknas(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    if !meeting.organ_typ().is_none_or(is_under_kommunallagen) {
        return Vec::new();
    }
    let is_elected = |one: &Narvarande| {
        !matches!(
            one.uppdrag,
            Uppdrag::Tjansteperson
                | Uppdrag::Foredragande
                | Uppdrag::Personalforetradare
                | Uppdrag::Insynsplats
                | Uppdrag::Narvaroratt
                | Uppdrag::Ovrig
        )
    };
    let elected = || meeting.sammantrade.narvaro.iter().enumerate().filter(|(_, one)| is_elected(one));
    let without: Vec<(usize, &str)> = elected()
        // Who sits for an authority or an association has a title and no party.
        .filter(|(_, one)| one.parti.is_none() && one.titel.is_none() && with_parti(&one.namn).is_none())
        .map(|(i, one)| (i, one.namn.as_str()))
        .collect();
    let Some((first, _)) = without.first().filter(|_| elected().any(|(_, one)| one.parti.is_some())) else {
        return Vec::new();
    };
    let names: Vec<&str> = without.iter().map(|(_, name)| *name).collect();
    let message = format!("parti saknas för {}", names.join(", "));
    let hint = "skriv parti = \"..\", eller parti = \"-\" för den som är partilös";
    vec![context.finding(&format!("/narvaro/{first}/namn"), "", message).hint(hint)]
}

/// Names in a text with another party after them than theirs: name, own party, the one written.
fn other_parties<'t>(
    meeting: &Meeting<'t>,
    text: &'t str,
    parties: &BTreeSet<&str>,
) -> Vec<(&'t str, String, &'t str)> {
    let persons = &meeting.sammantrade.narvaro;
    let mut found = Vec::new();
    let is_plain = |parti: &String| abbreviated(parti).is_none();
    for person in persons.iter().filter(|one| one.parti.as_ref().is_some_and(is_plain) && !one.namn.trim().is_empty()) {
        let name = person.namn.as_str();
        let own: Vec<&str> =
            persons.iter().filter(|one| one.namn == name).filter_map(|one| one.parti.as_deref()).collect();
        for (start, _) in text.match_indices(name) {
            let after = text.get(start + name.len()..).unwrap_or("");
            let after = after.strip_prefix('s').unwrap_or(after).trim_start_matches([' ', '\u{a0}']);
            let written = after.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inside, _)| inside);
            let other = written.filter(|written| parties.contains(written) && !own.contains(written));
            found.extend(other.map(|written| (name, own.join(" eller "), written)));
        }
    }
    found
}

/// The secretary, and those whom ersättare serve for.
fn head(context: &Context<'_>, meeting: &Meeting<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for Head { at, name, .. } in heads(context, meeting) {
        let Some((bare, written)) = with_parti(name) else { continue };
        let known = parties_of(context, meeting, bare);
        if at == "/sekreterare" && !known.contains(written) {
            let message = format!("sekreteraren {bare} skrivs utan parti, men här står ({written})");
            found.push(context.finding(&at, "", message).hint(format!("skriv sekreterare = \"{bare}\"")));
        } else if !known.is_empty() && !known.contains(written) {
            let theirs: Vec<&str> = known.iter().map(String::as_str).collect();
            let message = format!("{bare} är ({}), men ({written}) här", theirs.join(" eller "));
            found.push(context.finding(&at, "", message).hint("rätta partiet, eller skriv bara namnet"));
        }
    }
    found
}

/// Names outside the §§ that are a letter away from one of the närvaro: what `namn-varierar` says of them.
pub(super) fn spelt_otherwise(context: &Context<'_>, meeting: &Meeting<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for Head { at, name, says } in heads(context, meeting) {
        let bare = with_parti(name).map_or(name, |(bare, _)| bare);
        let Some(near) = nearly(meeting, bare) else { continue };
        let message = format!("{says} {bare}, som inte finns i närvaron; där finns {near}");
        let hint = format!("är det samma person, skriv \"{near}\": namnet trycks som det står här");
        found.push(context.finding(&at, "", message).hint(hint));
    }
    found
}

/// A name outside the §§, where it stands, and what it is the name of.
struct Head<'a> {
    at: String,
    name: &'a str,
    says: String,
}

fn heads<'a>(context: &Context<'_>, meeting: &Meeting<'a>) -> Vec<Head<'a>> {
    let case = meeting.sammantrade;
    let secretary = case.sekreterare.as_deref().filter(|_| !context.is_damaged(&["/sekreterare"]));
    let secretary =
        secretary.map(|name| Head { at: "/sekreterare".to_owned(), name, says: "sekreterare är".to_owned() });
    let seats = case.narvaro.iter().enumerate().filter_map(|(i, one)| {
        let says = format!("{} tjänstgör för", one.namn);
        Some(Head { at: format!("/narvaro/{i}/for"), name: one.tjanstgor_for.as_deref()?, says })
    });
    secretary.into_iter().chain(seats).collect()
}

/// A name of the närvaro that is a letter away, when none is the same.
fn nearly(meeting: &Meeting<'_>, name: &str) -> Option<String> {
    let names = || meeting.sammantrade.narvaro.iter().map(|one| one.namn.as_str());
    if names().any(|one| same_name(one, name)) || name.chars().count() < 8 {
        return None;
    }
    names().find(|one| strsim::damerau_levenshtein(one, name) == 1).map(str::to_owned)
}

/// The parties a name is known to stand for: in this närvaro, else in the organ's other meetings.
pub(super) fn parties_of(context: &Context<'_>, meeting: &Meeting<'_>, name: &str) -> BTreeSet<String> {
    let here = meeting.sammantrade.narvaro.iter().filter(|one| same_name(&one.namn, name));
    let here: BTreeSet<String> = here.filter_map(|one| one.parti.clone()).collect();
    if here.is_empty() {
        let key = (meeting.sammantrade.organ.clone(), name.to_owned());
        return context.index.partier.get(&key).cloned().unwrap_or_default();
    }
    here
}
