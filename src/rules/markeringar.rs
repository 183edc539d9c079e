//! V15, V25, V26: reservationer, protokollsanteckningar, särskilda yttranden, and who takes no part.

use crate::case::sammantrade::{Anteckningstyp, Paragraf};
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;
use super::naming::{Naming, Role, namings};
use super::namn;
use super::tjanstgoring::{Meeting, Namn};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V15",
        code: "reservation-ej-deltagit",
        title: "den som reserverar sig har deltagit i beslutet: tjänstgör, är inte jävig och står inte som deltar ej",
        level: Level::Fel,
        basis: Lagrum::alla("4 kap. 27 §"),
        excusable: true,
        check: reservation_ej_deltagit,
    },
    Rule {
        id: "V15",
        code: "deltar-ej-tjanstgor-inte",
        title: "den som antecknas för att inte delta hade kunnat göra det: är med i paragrafen och tjänstgör",
        level: Level::Fel,
        basis: Lagrum::for_organ("5 kap. 67 §", "6 kap. 35 § och 5 kap. 67 §"),
        excusable: false,
        check: deltar_ej_tjanstgor_inte,
    },
    Rule {
        id: "V15",
        code: "deltar-ej-parti",
        title: "den som inte deltar i ett beslut nämns med namn, inte med sitt parti",
        level: Level::Varning,
        basis: Lagrum::for_organ("5 kap. 67 §", "6 kap. 35 § och 5 kap. 67 §"),
        excusable: false,
        check: deltar_ej_parti,
    },
    Rule {
        id: "V25",
        code: "anteckning-ofullstandig",
        title: "en protokollsanteckning har författare och text",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: anteckning_ofullstandig,
    },
    Rule {
        id: "V26",
        code: "reservation-utan-bilaga",
        title: "en skriftlig reservation har sin text, i paragrafen eller som bilaga",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: reservation_utan_bilaga,
    },
];

fn reservation_ej_deltagit(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["reservationer", "jav", "deltar-ej"]) {
        for Naming { place, name, .. } in namings(&at, one).into_iter().filter(|one| one.role == Role::Reserves) {
            found.extend(not_taking_part(context, meeting, &place, name, one));
        }
    }
    found
}

/// Who could not have taken part does not stand aside: neither an ersättare that does not serve nor somebody away.
fn deltar_ej_tjanstgor_inte(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["deltar-ej", "jav", "votering"]) {
        let aside = |naming: &Naming<'_>| matches!(naming.role, Role::OutsideDecision | Role::OutsideVote);
        for Naming { place, name, role } in namings(&at, one).into_iter().filter(aside) {
            let Some(index) = meeting.find(name, one.nummer).filter(|i| !meeting.is_javig(*i, one)) else { continue };
            let why = if !meeting.is_beslutande(index) {
                "tjänstgör inte"
            } else if !meeting.is_present(index, one.nummer) {
                "var inte med enligt närvaron"
            } else {
                continue;
            };
            let what = if role == Role::OutsideVote { "omröstningen" } else { "beslutet" };
            let message =
                format!("{} står som att inte delta i {what} i § {}, men {why}", meeting.display(index), one.nummer);
            let finding = context
                .finding(&place, "", message)
                .also(context.label(&format!("/narvaro/{index}/namn"), "närvaron"))
                .hint("ta bort namnet: den som inte tjänstgör deltar inte ändå; eller rätta närvaron");
            found.push(finding);
        }
    }
    found
}

/// The minutes say which ledamöter took part, so a party does not stand for those who did not.
fn deltar_ej_parti(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["deltar-ej"]) {
        for Naming { place, name, .. } in namings(&at, one).into_iter().filter(|one| one.role == Role::OutsideDecision)
        {
            let Some(members) = meeting.parti_members(name, one).filter(|_| meeting.find(name, one.nummer).is_none())
            else {
                continue;
            };
            let names: Vec<String> = members
                .into_iter()
                .filter_map(|index| meeting.person(index))
                .map(|person| format!("\"{}\"", person.namn))
                .collect();
            let hint = match names.as_slice() {
                [] => format!("ingen av {name} tjänstgör i paragrafen: ta bort raden"),
                names => format!("skriv deltar-ej = [{}], eller dem av dem som avstod", names.join(", ")),
            };
            let message = format!("§ {}: {name} är ett parti, men det ska stå vilka som inte deltog", one.nummer);
            found.push(context.finding(&place, "", message).hint(hint));
        }
    }
    found
}

fn not_taking_part(
    context: &Context<'_>,
    meeting: &Meeting<'_>,
    place: &str,
    name: &str,
    paragraf: &Paragraf,
) -> Option<Finding> {
    let nummer = paragraf.nummer;
    if meeting.parti_members(name, paragraf).is_some() {
        return None;
    }
    let Namn::Person(index) = meeting.named(name, Some(nummer)) else {
        return namn::fault(context, meeting, place, name, paragraf);
    };
    let stands_aside = paragraf.deltar_ej.iter().any(|other| meeting.find(other, nummer) == Some(index));
    let (why, hint) = if meeting.is_javig(index, paragraf) {
        return None; // jav-deltar says it
    } else if stands_aside {
        ("deltar inte i beslutet", "ta bort reservationen, eller namnet under deltar-ej")
    } else if !meeting.is_beslutande(index) {
        (
            "tjänstgör inte",
            "en ersättare som inte tjänstgör kan lämna en protokollsanteckning i stället: skriv den under anteckningar",
        )
    } else if !meeting.is_present(index, nummer) {
        ("var inte med enligt närvaron", "rätta närvaron, eller ta bort reservationen")
    } else {
        return None;
    };
    let message = format!("{name} reserverar sig i § {nummer}, men {why}");
    let finding = context
        .finding(place, "", message)
        .also(context.label(&format!("/narvaro/{index}/namn"), "närvaron"))
        .hint(hint)
        .paragraf(nummer);
    Some(finding)
}

fn anteckning_ofullstandig(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["anteckningar"]) {
        for (i, note) in one.anteckningar.iter().enumerate() {
            let has_text = note.text.as_deref().is_some_and(|text| !text.trim().is_empty());
            // "NN anmäler avvikande mening." is whole without its reasons.
            let may_lack = !one.bilagor.is_empty() || note.typ == Anteckningstyp::AvvikandeMening;
            let missing = match (note.av.is_empty(), has_text || may_lack) {
                (false, true) => continue,
                (true, true) => "författare",
                (false, false) => "text",
                (true, false) => "författare och text",
            };
            let message = format!("anteckning {} i § {} saknar {missing}", i + 1, one.nummer);
            let hint = "skriv av = [\"..\"] och text = \"..\", eller ta bort anteckningen";
            found.push(context.finding(&format!("{at}/anteckningar/{i}"), "", message).hint(hint));
        }
    }
    found
}

fn reservation_utan_bilaga(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["reservationer", "bilagor"]) {
        for (i, reservation) in one.reservationer.iter().enumerate() {
            let has_text = reservation.text.as_deref().is_some_and(|text| !text.trim().is_empty());
            if !reservation.skriftlig || has_text || !one.bilagor.is_empty() {
                continue;
            }
            let message = format!("den skriftliga reservationen i § {} finns varken som text eller bilaga", one.nummer);
            let hint = "skriv reservationens text, eller lägg till den under bilagor";
            found.push(context.finding(&format!("{at}/reservationer/{i}"), "", message).hint(hint));
        }
    }
    found
}
