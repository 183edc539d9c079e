//! V08, V15, V20, V21: who proposed what, and in which order it was put.

use crate::case::myndighet::OrganTyp;
use crate::case::sammantrade::{Paragraf, Uppdrag, Votering, Yrkande, Yrkar};
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::{Lagrum, is_fullmaktige, is_namnd};
use super::naming::{Naming, Role, namings};
use super::namn;
use super::proposition::{Ask, Propositionsordning, ask, is_election, is_told, standing};
use super::tjanstgoring::{Meeting, Namn};

const PROTOKOLL: Lagrum = Lagrum::for_organ("5 kap. 67 §", "6 kap. 35 § och 5 kap. 67 §");

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V08",
        code: "bradskande-oense",
        title: "ett brådskande ärende som inte är berett avgörs i fullmäktige bara om alla är ense: \
                inga motyrkanden, reservationer eller omröstningar",
        level: Level::Fel,
        basis: Lagrum::fullmaktige("5 kap. 33 §"),
        excusable: false,
        check: bradskande_oense,
    },
    Rule {
        id: "–",
        code: "fraga-utan-uppgift",
        title: "av en interpellation eller fråga i fullmäktige framgår vem som ställde den och vem som svarade",
        level: Level::Varning,
        basis: Lagrum::fullmaktige("5 kap. 68 §"),
        excusable: false,
        check: fraga_utan_uppgift,
    },
    Rule {
        id: "V15",
        code: "yrkande-ej-narvarande",
        title: "den som yrkar är med i närvaron för paragrafen",
        level: Level::Fel,
        basis: PROTOKOLL,
        excusable: true,
        check: yrkande_ej_narvarande,
    },
    Rule {
        id: "V15",
        code: "yrkande-ej-ratt",
        title: "den som yrkar i en nämnd tjänstgör: ersättare som inte tjänstgör och tjänstepersoner har inte yrkanderätt",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: yrkande_ej_ratt,
    },
    Rule {
        id: "V20",
        code: "yrkande-utan-innehall",
        title: "ett yrkande om ändring eller tillägg säger vad som ska ändras eller läggas till",
        level: Level::Fel,
        basis: PROTOKOLL,
        excusable: false,
        check: yrkande_utan_innehall,
    },
    Rule {
        id: "V20",
        code: "proposition-saknas",
        title: "ordningen i propositionerna framgår: skriven, av en omröstning, eller av yrkandena och beslutet",
        level: Level::Fel,
        basis: PROTOKOLL,
        excusable: false,
        check: proposition_saknas,
    },
    Rule {
        id: "V20",
        code: "huvudforslag-saknas",
        title: "vid tre eller fler förslag som det röstas om står vilket som var huvudförslag",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: huvudforslag_saknas,
    },
    Rule {
        id: "V21",
        code: "formellt-efter-sak",
        title: "återremiss, bordläggning och avvisning prövas före sakfrågan",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: formellt_efter_sak,
    },
    Rule {
        id: "V21",
        code: "formellt-omvant",
        title: "röstas det om ärendet ska avgöras i dag är det Ja, och återremiss eller bordläggning är Nej",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: formellt_omvant,
    },
];

fn bradskande_oense(context: &Context<'_>) -> Vec<Finding> {
    if !context.organ_typ().is_some_and(is_fullmaktige) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["bradskande", "yrkanden", "reservationer", "votering"]) {
        let is_support = |yrkande: &Yrkande| match ask(one, yrkande) {
            Ask::For => true,
            Ask::Unclear => yrkande.yrkar == Yrkar::Bifall,
            Ask::Formal | Ask::Against | Ask::Addition | Ask::Own | Ask::Other(..) => false,
        };
        let against = standing(one).find(|(_, yrkande)| !is_support(yrkande));
        let (place, what) = match (one.bradskande, !one.votering.is_empty(), !one.reservationer.is_empty(), against) {
            (false, ..) | (true, false, false, None) => continue,
            (true, true, ..) => (format!("{at}/votering/0"), "omröstning"),
            (true, false, true, _) => (format!("{at}/reservationer/0"), "reservation"),
            (true, false, false, Some((i, _))) => (format!("{at}/yrkanden/{i}"), "motyrkande"),
        };
        let message = format!("§ {} är brådskande och inte beredd, men har {what}: alla ska vara ense", one.nummer);
        let finding = context
            .finding(&place, "", message)
            .also(context.label(&format!("{at}/bradskande"), "brådskande"))
            .hint("ta bort bradskande om ärendet var berett");
        found.push(finding);
    }
    found
}

fn fraga_utan_uppgift(context: &Context<'_>) -> Vec<Finding> {
    if !context.organ_typ().is_some_and(is_fullmaktige) {
        return Vec::new();
    }
    let is_question = |one: &Paragraf| {
        let title = one.rubrik.to_lowercase();
        let starts = [
            "interpellation ",
            "svar på interpellation",
            "besvarande av interpellation",
            "fråga ",
            "svar på fråga",
            "besvarande av fråga",
        ];
        starts.iter().any(|start| title.starts_with(start))
    };
    let tells = |one: &Paragraf| {
        let text = one.behandling.as_deref().unwrap_or_default().to_lowercase();
        one.fraga.is_some() || ["svar", "ställ"].iter().any(|stem| text.contains(stem))
    };
    let unsaid = context
        .paragrafer(&["fraga", "behandling", "rubrik"])
        .into_iter()
        .filter(|(_, one)| is_question(one) && !tells(one) && !one.utgar);
    let finding = |(at, one): (String, &Paragraf)| {
        let message = format!("i § {} framgår inte vem som frågade och vem som svarade", one.nummer);
        let hint = "skriv fraga = { av = [\"..\"], besvarad-av = [\"..\"] }, och typ = \"fråga\" om det inte var en interpellation";
        context.finding(&format!("{at}/rubrik"), "", message).hint(hint)
    };
    unsaid.map(finding).collect()
}

fn yrkande_ej_narvarande(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["yrkanden"]) {
        for Naming { place, name, .. } in namings(&at, one).into_iter().filter(|one| one.role == Role::Moves) {
            found.extend(absent(context, meeting, &place, name, one));
        }
    }
    found
}

/// A name that is nobody, more than one, or somebody who was not there at the §. A party may stand for its members.
fn absent(
    context: &Context<'_>,
    meeting: &Meeting<'_>,
    place: &str,
    name: &str,
    paragraf: &Paragraf,
) -> Option<Finding> {
    if meeting.parti_members(name, paragraf).is_some() {
        return None;
    }
    let Namn::Person(index) = meeting.named(name, Some(paragraf.nummer)) else {
        return namn::fault(context, meeting, place, name, paragraf);
    };
    if meeting.is_present(index, paragraf.nummer) {
        return None;
    }
    let present = meeting.person(index).and_then(|one| one.paragrafer.clone()).unwrap_or_default();
    let message = format!("{name} yrkar i § {}, men var med på {present} enligt närvaron", paragraf.nummer);
    let finding = context
        .finding(place, "", message)
        .also(context.label(&format!("/narvaro/{index}/paragrafer"), "närvaron"))
        .hint("rätta närvaron eller namnet")
        .paragraf(paragraf.nummer);
    Some(finding)
}

/// Who only attends a nämnd or an utskott moves nothing there. In fullmäktige others may (5 kap. 39 § kommunallagen).
fn yrkande_ej_ratt(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let is_held = |typ| is_namnd(typ) || matches!(typ, OrganTyp::Utskott | OrganTyp::Beredning);
    if !meeting.organ_typ().is_some_and(is_held) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["yrkanden"]) {
        for Naming { place, name, .. } in namings(&at, one).into_iter().filter(|one| one.role == Role::Moves) {
            let Namn::Person(index) = meeting.named(name, Some(one.nummer)) else { continue };
            let may = meeting.person(index).is_some_and(|person| person.uppdrag == Uppdrag::Narvaroratt);
            if may || meeting.is_beslutande(index) {
                continue;
            }
            let message = format!("{name} yrkar i § {}, men tjänstgör inte", one.nummer);
            let finding = context
                .finding(&place, "", message)
                .also(context.label(&format!("/narvaro/{index}/namn"), "närvaron"))
                .hint("rätta närvaron, eller ta bort yrkandet: en anteckning kan skrivas under anteckningar");
            found.push(finding);
        }
    }
    found
}

fn yrkande_utan_innehall(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["yrkanden", "behandling"]) {
        if one.behandling.is_some() {
            continue;
        }
        for (i, yrkande) in standing(one) {
            let what = match yrkande.yrkar {
                Yrkar::Andring => "ändring",
                Yrkar::Tillagg => "tillägg",
                Yrkar::Bifall | Yrkar::Avslag | Yrkar::Aterremiss | Yrkar::Bordlaggning | Yrkar::EgetForslag => {
                    continue;
                }
            };
            if yrkande.text.as_deref().is_some_and(|text| !text.trim().is_empty()) {
                continue;
            }
            let message = format!("yrkandet om {what} i § {} säger inte vad som yrkas", one.nummer);
            let hint = "skriv yrkandet i ord: text = \"att …\"";
            found.push(context.finding(&format!("{at}/yrkanden/{i}/yrkar"), "", message).hint(hint));
        }
    }
    found
}

fn proposition_saknas(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["yrkanden", "proposition", "votering", "behandling", "beslut", "forslag"]) {
        let order = Propositionsordning::of(one);
        let is_voted = !one.votering.is_empty() || one.minoritet.is_some();
        if is_told(one) || is_election(one) || order.is_settled() || (is_voted && order.additions.is_empty()) {
            continue;
        }
        let unclear = standing(one).find(|(_, yrkande)| ask(one, yrkande) == Ask::Unclear);
        let hint = "skriv proposition = \"Ordföranden ställer proposition på … och finner att …\"";
        if let Some((i, yrkande)) = unclear {
            let what = if yrkande.yrkar == Yrkar::Avslag { "avslag" } else { "bifall" };
            let message = format!(
                "§ {}: det framgår inte vad yrkandet om {what} gäller, så programmet kan inte skriva propositionen",
                one.nummer
            );
            let finding = context.finding(&format!("{at}/yrkanden/{i}/yrkar"), "", message).hint(hint);
            found.push(finding.hint("eller skriv vad det gäller: till = \"motionen\", eller till = \"förslaget\""));
            continue;
        }
        let count = standing(one).count();
        if count < 2 && !is_voted {
            continue;
        }
        let message =
            format!("§ {} har {count} yrkanden, men det står inte hur ordföranden ställde proposition", one.nummer);
        found.push(context.finding(&format!("{at}/yrkanden"), "", message).hint(hint));
    }
    found
}

fn huvudforslag_saknas(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["yrkanden", "votering", "huvudforslag", "proposition", "forslag"]) {
        let count = Propositionsordning::of(one).main.len();
        let is_told = one.huvudforslag.is_some()
            || one.proposition.is_some()
            || one.behandling.is_some()
            || one.votering.iter().any(|votering| votering.text.is_some());
        if count < 3 || one.votering.is_empty() || is_told {
            continue;
        }
        let message = format!("§ {} har {count} förslag, men det står inte vilket som var huvudförslag", one.nummer);
        let hint = "skriv huvudforslag = \"..\", och kontraproposition = true i omröstningen om motförslaget";
        found.push(context.finding(&format!("{at}/votering/0"), "", message).hint(hint));
    }
    found
}

/// True when either side of the vote is a formal one.
pub(super) fn is_formell(votering: &Votering) -> bool {
    [&votering.ja, &votering.nej].iter().any(|sida| {
        let text = sida.roster_for.to_lowercase();
        ["återremi", "bordlägg", "avvis"].iter().any(|word| text.contains(word))
    })
}

fn formellt_efter_sak(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["votering"]) {
        let Some(first) = one.votering.iter().position(|votering| !is_formell(votering)) else { continue };
        let late = one.votering.iter().enumerate().skip(first + 1).find(|(_, votering)| is_formell(votering));
        let Some((v, _)) = late else { continue };
        let message = format!("§ {}: omröstningen om ett formellt yrkande står efter en i sakfrågan", one.nummer);
        let finding = context
            .finding(&format!("{at}/votering/{v}"), "", message)
            .also(context.label(&format!("{at}/votering/{first}"), "sakfrågan"))
            .hint("skriv omröstningarna i den ordning de hölls");
        found.push(finding);
    }
    found
}

/// Ja is the word for going on: "den som vill att ärendet avgörs i dag röstar Ja".
fn formellt_omvant(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["votering"]) {
        let turned = |votering: &&Votering| {
            settles(&votering.nej.roster_for) && !settles(&votering.ja.roster_for) && is_formell(votering)
        };
        for (v, votering) in one.votering.iter().enumerate().filter(|(_, votering)| turned(votering)) {
            let ja = &votering.ja.roster_for;
            let message = format!("§ {}: Ja är för \"{ja}\" och Nej för att ärendet avgörs", one.nummer);
            let hint =
                "vanligen röstar den Ja som vill att ärendet avgörs i dag; röstades det tvärtom kan det stå kvar";
            found.push(context.finding(&format!("{at}/votering/{v}/ja"), "", message).hint(hint));
        }
    }
    found
}

/// True for the side that wants the matter settled at this meeting.
fn settles(side: &str) -> bool {
    let text = side.to_lowercase();
    ["avgör", "avslag på återremiss", "avslag på bordläggning"].iter().any(|words| text.contains(words))
}
