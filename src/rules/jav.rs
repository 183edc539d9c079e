//! V22, V23: who is jävig takes no part, and where everybody must.

use crate::case::myndighet::OrganTyp;
use crate::case::sammantrade::{Arendetyp, Justerare, Paragraf};
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::intervall::paragraftecken;
use super::lagrum::{Lagrum, is_namnd};
use super::naming::{Naming, Role, namings};
use super::tjanstgoring::{Meeting, adjusts};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V22",
        code: "jav-deltar",
        title: "den som är jävig röstar inte, yrkar inte, reserverar sig inte och leder inte paragrafen",
        level: Level::Fel,
        basis: Lagrum::for_organ("5 kap. 47 §", "6 kap. 30 §"),
        excusable: false,
        check: jav_deltar,
    },
    Rule {
        id: "V22",
        code: "jav-narvarande",
        title: "den som är jävig i en nämnd är inte närvarande i paragrafen",
        level: Level::Varning,
        basis: Lagrum::namnd("6 kap. 30 §"),
        excusable: false,
        check: jav_narvarande,
    },
    Rule {
        id: "V22",
        code: "jav-justerare",
        title: "för varje paragraf finns så många justerare som inte är jäviga som organet ska ha",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: jav_justerare,
    },
    Rule {
        id: "V23",
        code: "myndighetsutovning-deltar-ej",
        title: "i myndighetsutövning mot enskild deltar alla i en nämnd i avgörandet",
        level: Level::Varning,
        basis: Lagrum::namnd("4 kap. 26 §"),
        excusable: false,
        check: myndighetsutovning_deltar_ej,
    },
];

fn jav_deltar(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["jav"]) {
        for Naming { place, name, role } in namings(&at, one) {
            let Some(does) = forbidden(role) else { continue };
            let is_javig = meeting.find(name, one.nummer).is_some_and(|index| meeting.is_javig(index, one));
            if !is_javig || context.is_damaged(&[&place]) {
                continue;
            }
            let also = jav_label(context, meeting, &at, one, name);
            let message = format!("{name} är jävig i § {} men {does}", one.nummer);
            let hint = "ta bort namnet här, eller under jav om personen inte var jävig";
            let finding = context.finding(&place, "", message).hint(hint).paragraf(one.nummer);
            found.push(match also {
                Some(label) => finding.also(label),
                None => finding,
            });
        }
    }
    found
}

fn jav_label(
    context: &Context<'_>,
    meeting: &Meeting<'_>,
    at: &str,
    paragraf: &Paragraf,
    name: &str,
) -> Option<crate::diag::Label> {
    let index = meeting.find(name, paragraf.nummer)?;
    let jav = paragraf.jav.iter().position(|jav| meeting.find(&jav.namn, paragraf.nummer) == Some(index))?;
    Some(context.label(&format!("{at}/jav/{jav}/namn"), "jävet"))
}

/// What a jävig person does that is not for one who is; `None` for what is.
fn forbidden(role: Role) -> Option<&'static str> {
    match role {
        Role::Leads => Some("leder den"),
        Role::Presents => Some("föredrar den"),
        Role::Moves => Some("yrkar"),
        Role::Reserves => Some("reserverar sig"),
        Role::Votes | Role::Abstains => Some("röstar"),
        Role::Javig | Role::Counts | Role::OutsideVote | Role::OutsideDecision | Role::Notes | Role::Speaks => None,
    }
}

/// In a nämnd who is jävig leaves the room; the närvaro says otherwise where it counts up the § for them.
fn jav_narvarande(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro().filter(|meeting| meeting.javiga_leave()) else {
        return Vec::new();
    };
    let paragrafer = context.paragrafer(&["jav"]);
    let mut found = Vec::new();
    for (index, person) in meeting.sammantrade.narvaro.iter().enumerate() {
        let place = format!("/narvaro/{index}/paragrafer");
        let is_here = |one: &&Paragraf| meeting.is_present(index, one.nummer) && meeting.is_javig(index, one);
        let numbers: Vec<u32> = paragrafer.iter().map(|(_, one)| *one).filter(is_here).map(|one| one.nummer).collect();
        let Some(first) = numbers.first().filter(|_| person.paragrafer.is_some() && !context.is_damaged(&[&place]))
        else {
            continue;
        };
        let message = format!("{} är jävig i {} men står som närvarande där", person.namn, paragraftecken(&numbers));
        let left = paragraftecken(&meeting.in_the_room(index)).replace('–', "-");
        let finding = context.finding(&place, "", message).paragraf(*first);
        found.push(match left.trim_start_matches(['§', ' ']) {
            "" => finding.hint("ta bort personen ur närvaron, eller jävet"),
            left => finding.hint(format!("skriv paragrafer = \"{left}\"")),
        });
    }
    found
}

fn jav_justerare(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let Some(justering) = &meeting.sammantrade.justering else { return Vec::new() };
    if context.is_damaged(&["/justering"]) || justering.justerare.is_empty() {
        return Vec::new();
    }
    let wanted = meeting.organ.and_then(|organ| organ.justerare).unwrap_or(1) as usize;
    let wanted = wanted.min(justering.justerare.len());
    let is_free = |who: &Justerare, one: &Paragraf| {
        adjusts(who, one.nummer)
            && meeting.find(who.namn(), one.nummer).is_none_or(|index| !meeting.is_javig(index, one))
    };
    let mine = |one: &Paragraf| justering.justerare.iter().filter(|who| adjusts(who, one.nummer)).count();
    // Where only some of the justerare are for a §, as many as the organ is to have must be.
    let short = |one: &&Paragraf| justering.justerare.iter().filter(|who| is_free(who, one)).count() < wanted;
    let paragrafer = context.paragrafer(&["jav"]);
    let (unelected, javiga): (Vec<&Paragraf>, Vec<&Paragraf>) =
        paragrafer.iter().map(|(_, one)| *one).filter(short).partition(|one| mine(one) < wanted);
    let finding = |these: &[&Paragraf], what: &dyn Fn(&str) -> String, hint: &str| {
        let numbers: Vec<u32> = these.iter().map(|one| one.nummer).collect();
        let message = what(&paragraftecken(&numbers));
        (!numbers.is_empty()).then(|| context.finding("/justering/justerare", "", message).hint(hint))
    };
    let lacking = finding(
        &unelected,
        &|which| format!("för få justerare är valda för {which}"),
        "skriv vem som justerar de paragraferna, eller rätta paragrafer under justerare",
    );
    let partial = finding(
        &javiga,
        &|which| format!("en justerare är jävig i {which}, och ingen annan är vald"),
        "utse en justerare till för den paragrafen och skriv namnet under justerare",
    );
    lacking.into_iter().chain(partial).collect()
}

fn myndighetsutovning_deltar_ej(context: &Context<'_>) -> Vec<Finding> {
    if !context
        .organ_typ()
        .is_some_and(|typ| is_namnd(typ) || matches!(typ, OrganTyp::Utskott | OrganTyp::Forbundsdirektion))
    {
        return Vec::new();
    }
    let concerned = context
        .paragrafer(&["arendetyp", "deltar-ej"])
        .into_iter()
        .filter(|(_, one)| one.arendetyp == Some(Arendetyp::Myndighetsutovning) && !one.deltar_ej.is_empty());
    let finding = |(at, one): (String, &Paragraf)| {
        let who = one.deltar_ej.join(", ");
        let message = format!("{who} deltar inte i § {}, som är myndighetsutövning mot enskild", one.nummer);
        context.finding(&format!("{at}/deltar-ej"), "", message).hint("är det jäv, skriv namnet under jav")
    };
    concerned.map(finding).collect()
}
