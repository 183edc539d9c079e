//! V02: more than half of the ledamöter serve in every §.

use crate::case::myndighet::OrganTyp;
use crate::case::pointer::Pointer;
use crate::case::sammantrade::Paragraf;
use crate::diag::{Level, words};

use super::Rule;
use super::context::{Context, Finding};
use super::intervall::paragraftecken;
use super::lagrum::{Lagrum, is_fullmaktige, is_under_kommunallagen};
use super::tjanstgoring::Meeting;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V02",
        code: "ej-beslutsfor",
        title: "fler än hälften av ledamöterna tjänstgör i varje paragraf (i fullmäktige räknas den som är jävig med; i utskott avgör reglementet)",
        level: Level::Fel,
        basis: Lagrum::for_organ("5 kap. 45 §", "6 kap. 27 §"),
        excusable: true,
        check: ej_beslutsfor,
    },
    Rule {
        id: "V02",
        code: "ledamoter-saknas",
        title: "organets antal ledamöter står i myndighet.toml, så att beslutsförheten kan prövas",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: ledamoter_saknas,
    },
];

fn ej_beslutsfor(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let Some(organ) = meeting.organ.filter(|organ| has_quorum(organ.typ)) else { return Vec::new() };
    let Some(seats) = organ.ledamoter else { return Vec::new() };
    if meeting.sammantrade.narvaro.is_empty() {
        return Vec::new();
    }
    let needed = seats / 2 + 1;
    let mut runs: Vec<(usize, String, Vec<u32>)> = Vec::new();
    for (at, paragraf) in context.paragrafer(&["jav"]) {
        let count = present(meeting, paragraf);
        if count >= needed as usize || paragraf.utgar || is_question(meeting, paragraf) {
            continue;
        }
        match runs.last_mut() {
            Some((same, _, numbers)) if *same == count => numbers.push(paragraf.nummer),
            _ => runs.push((count, at, vec![paragraf.nummer])),
        }
    }
    // Kommunallagen has a quorum for fullmäktige and nämnder alone.
    let is_by_reglemente = matches!(organ.typ, OrganTyp::Utskott | OrganTyp::Beredning);
    let hint = "kontrollera närvaron, och antalet ledamoter i myndighet.toml";
    let finding = |(count, at, numbers): (usize, String, Vec<u32>)| {
        let who = words::count(count, "ledamot", "ledamöter");
        let which = paragraftecken(&numbers);
        let (level, message) = if is_by_reglemente {
            (
                Level::Varning,
                format!("{which}: {who} tjänstgör, av {seats}: reglementet avgör om det räcker för beslut"),
            )
        } else {
            (Level::Fel, format!("{which}: {who} tjänstgör, minst {needed} av {seats} krävs för beslut"))
        };
        let finding = context.finding(&format!("{at}/nummer"), "", message).level(level).hint(hint);
        numbers.iter().fold(finding, |one, n| one.paragraf(*n))
    };
    runs.into_iter().map(finding).collect()
}

/// Revisorer are no assembly with a quorum: neither 5 kap. 45 § nor 6 kap. 27 § is about them.
fn has_quorum(typ: OrganTyp) -> bool {
    is_under_kommunallagen(typ) && typ != OrganTyp::Revisorer
}

/// Those who count: who serve, and in fullmäktige also those who are only away for jäv (5 kap. 46 §).
fn present(meeting: &Meeting<'_>, paragraf: &Paragraf) -> usize {
    let persons = 0..meeting.sammantrade.narvaro.len();
    let counts_in_spite_of_jav =
        |i: &usize| meeting.organ_typ().is_some_and(is_fullmaktige) && meeting.is_javig(*i, paragraf);
    persons
        .filter(|i| meeting.is_serving(*i, paragraf) || (meeting.is_beslutande(*i) && counts_in_spite_of_jav(i)))
        .count()
}

/// Fullmäktige may let interpellationer and frågor be answered by fewer (5 kap. 45 §).
fn is_question(meeting: &Meeting<'_>, paragraf: &Paragraf) -> bool {
    let title = paragraf.rubrik.to_lowercase();
    let is_asked = paragraf.fraga.is_some();
    meeting.organ_typ().is_some_and(is_fullmaktige)
        && (is_asked
            || ["interpellation", "svar på interpellation", "fråga", "svar på fråga", "frågestund"]
                .iter()
                .any(|start| title.starts_with(start)))
}

fn ledamoter_saknas(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let is_unknown = |organ: &&crate::case::myndighet::Organ| organ.ledamoter.is_none();
    let Some(organ) = meeting.organ.filter(|organ| has_quorum(organ.typ)).filter(is_unknown) else {
        return Vec::new();
    };
    if context.workspace.myndighet.places.is_damaged(&Pointer::parse("/organ")) {
        return Vec::new();
    }
    let message = format!("beslutsförheten prövas inte: {} saknar ledamoter i myndighet.toml", organ.namn);
    vec![context.finding("/organ", "", message).hint("skriv ledamoter = antalet ordinarie ledamöter under organet")]
}
