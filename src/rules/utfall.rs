//! V16, V18, V19: what a vote gave: the decision follows it, ties are settled, and a minority may only remit.

use crate::case::myndighet::OrganTyp;
use crate::case::sammantrade::{Arendetyp, Beslut, LottenFoll, Minoritetsbegaran, Paragraf, Sida, Utslag, Votering};
use crate::diag::Level;

use super::Rule;
use super::beslut::satser;
use super::context::{Context, Finding};
use super::lagrum::{Lagrum, is_forsamling};
use super::naming::{Naming, Role, namings};
use super::tjanstgoring::Meeting;
use super::votering::{is_miscounted, is_val, result, voteringar};

const LIKA: Lagrum = Lagrum::for_organ("5 kap. 56 §", "6 kap. 33 § och 5 kap. 56 §");
const MINORITET: Lagrum = Lagrum::for_organ("5 kap. 50 §", "6 kap. 33 §");

const fn rule(
    id: &'static str,
    code: &'static str,
    basis: Lagrum,
    title: &'static str,
    check: fn(&Context<'_>) -> Vec<Finding>,
) -> Rule {
    Rule { id, code, title, level: Level::Fel, basis, excusable: false, check }
}

pub(super) const RULES: &[Rule] = &[
    rule(
        "V16",
        "rost-utfall",
        Lagrum::for_organ("5 kap. 55 §", "6 kap. 33 § och 5 kap. 55 §"),
        "beslutet är det förslag som vann omröstningen",
        rost_utfall,
    ),
    Rule {
        level: Level::Varning,
        ..rule(
            "V15",
            "reservation-mot-egen-rost",
            Lagrum::Ingen,
            "den som reserverar sig röstade inte för det förslag som vann",
            reservation_mot_egen_rost,
        )
    },
    rule("V18", "lika-utan-utslag", LIKA, "vid lika röstetal står vad som avgjorde", lika_utan_utslag),
    rule(
        "V18",
        "utslag-fel",
        LIKA,
        "utslagsröst och lottning avgör bara lika röstetal; lottning bara val och anställning, och bara den",
        utslag_fel,
    ),
    rule(
        "V19",
        "minoritet-otillaten",
        MINORITET,
        "en minoritet kan återremittera eller bordlägga bara i fullmäktige, inte val, och bara en gång",
        minoritet_otillaten,
    ),
    rule(
        "V19",
        "minoritet-for-liten",
        MINORITET,
        "minoriteten är minst en tredjedel av de närvarande",
        minoritet_for_liten,
    ),
    rule(
        "V19",
        "minoritet-utan-motivering",
        MINORITET,
        "en minoritetsåterremiss har de begärandes motivering",
        minoritet_utan_motivering,
    ),
];

/// Winner and loser of a vote; `None` while a tie is unsettled.
fn outcome<'a>(meeting: &Meeting<'_>, paragraf: &Paragraf, votering: &'a Votering) -> Option<(&'a Sida, &'a Sida)> {
    let counted = result(votering);
    let ja_wins = match counted.ja.cmp(&counted.nej) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => match votering.utslag? {
            Utslag::Lottning => votering.lott? == LottenFoll::Ja,
            Utslag::OrdforandensUtslagsrost => chair_said_ja(meeting, paragraf, votering)?,
        },
    };
    Some(if ja_wins { (&votering.ja, &votering.nej) } else { (&votering.nej, &votering.ja) })
}

fn chair_said_ja(meeting: &Meeting<'_>, paragraf: &Paragraf, votering: &Votering) -> Option<bool> {
    let chair = meeting.ordforande(paragraf)?;
    let voted = |list: &[String]| list.iter().any(|name| meeting.find(name, paragraf.nummer) == Some(chair));
    if voted(&votering.ja.roster) { Some(true) } else { voted(&votering.nej.roster).then_some(false) }
}

fn rost_utfall(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["votering", "beslut", "forslag", "minoritet"]) {
        let deciding: Vec<(usize, &Votering)> =
            one.votering.iter().enumerate().filter(|(_, votering)| !votering.kontraproposition).collect();
        if satser(one).is_empty() || one.minoritet.is_some() {
            continue;
        }
        let Some((v, votering)) = deciding.last().copied().filter(|(_, one)| !is_miscounted(one)) else { continue };
        let Some((winner, loser)) = outcome(meeting, one, votering) else { continue };
        let is_only = deciding.len() == 1;
        if !contradicts(meeting, one, &winner.roster_for, &loser.roster_for, is_only) {
            continue;
        }
        let counted = result(votering);
        let message = format!(
            "§ {}: \"{}\" vann omröstningen {}–{}, men beslutet är ett annat",
            one.nummer,
            winner.roster_for,
            counted.ja.max(counted.nej),
            counted.ja.min(counted.nej)
        );
        let is_fullmaktige = meeting.organ_typ().is_some_and(is_forsamling);
        let hint = if is_fullmaktige && is_remiss(&loser.roster_for) {
            "var det minoritetsåterremiss, skriv minoritet = { begar = \"återremiss\", motivering = \"..\" }"
        } else {
            "rätta beslutet, eller vilka som röstade ja och nej"
        };
        let also = context.label(&format!("{at}/beslut"), "beslutet");
        found.push(context.finding(&format!("{at}/votering/{v}"), "omröstningen", message).also(also).hint(hint));
    }
    found
}

/// Only where one vote decided: who won it has nothing to reserve against.
fn reservation_mot_egen_rost(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["votering", "reservationer", "minoritet"]) {
        let [votering] = one.votering.as_slice() else { continue };
        let settled = !votering.kontraproposition && !is_miscounted(votering) && one.minoritet.is_none();
        let Some((winner, _)) = outcome(meeting, one, votering).filter(|_| settled) else { continue };
        let won: Vec<usize> = winner.roster.iter().filter_map(|name| meeting.find(name, one.nummer)).collect();
        for Naming { place, name, .. } in namings(&at, one).into_iter().filter(|one| one.role == Role::Reserves) {
            let Some(index) = meeting.find(name, one.nummer).filter(|index| won.contains(index)) else { continue };
            let message =
                format!("{} reserverar sig i § {}, men röstade för det som vann", meeting.display(index), one.nummer);
            let also = context.label(&format!("{at}/votering/0"), "omröstningen");
            found.push(context.finding(&place, "", message).also(also).hint("rätta reservationen eller rösten"));
        }
    }
    found
}

/// True only where the words leave no doubt: the losing proposal is what was decided.
fn contradicts(meeting: &Meeting<'_>, paragraf: &Paragraf, winner: &str, loser: &str, is_only: bool) -> bool {
    let decided = satser(paragraf).join(" ").to_lowercase();
    let (winner, loser) = (winner.to_lowercase(), loser.to_lowercase());
    let decided_remiss = satser(paragraf).iter().any(|sats| is_remiss(sats) && !sats.to_lowercase().contains("avslå"));
    if is_remiss(&winner) != is_remiss(&loser) {
        return is_remiss(&winner) != decided_remiss;
    }
    if !is_only {
        return false;
    }
    let is_as_proposed = match &paragraf.beslut {
        Beslut::EnligtForslag(_) => true,
        Beslut::Satser(satser) => !satser.is_empty() && *satser == paragraf.forslag,
    };
    if is_as_proposed && is_base(meeting, paragraf, &loser) && !is_base(meeting, paragraf, &winner) {
        return true;
    }
    let subject = winner.split(' ').next_back().filter(|word| word.chars().count() >= 6);
    let is_about = subject.is_some_and(|word| decided.contains(word) && loser.contains(word));
    let says = |text: &str, stems: &[&str]| stems.iter().any(|stem| text.contains(stem));
    let (yes, no) = (["bifall", "bifaller"], ["avslag", "avslå", "avslår", "avslås"]);
    let opposed = |a: &[&str], b: &[&str]| {
        says(&winner, a) && !says(&winner, b) && says(&loser, b) && says(&decided, b) && !says(&decided, a)
    };
    is_about && (opposed(&yes, &no) || opposed(&no, &yes))
}

fn is_remiss(text: &str) -> bool {
    let text = text.to_lowercase();
    let remits = ["återremi", "bordlägg"].iter().any(|stem| text.contains(stem));
    let settles =
        ["avgöras idag", "avgörs idag", "avgöras i dag", "avgörs i dag", "avslag på återremiss", "avslå återremiss"];
    remits && !settles.iter().any(|words| text.contains(words))
}

/// True when a side's words mean the proposal that lay before the meeting, and nobody's yrkande.
fn is_base(meeting: &Meeting<'_>, paragraf: &Paragraf, side: &str) -> bool {
    let by = paragraf.forslag_av.as_deref().map(str::to_lowercase);
    let is_somebodys = side.contains("yrkande")
        || meeting
            .sammantrade
            .narvaro
            .iter()
            .any(|one| !one.namn.is_empty() && side.contains(&one.namn.to_lowercase()));
    !is_somebodys && side.contains("förslag") && by.is_none_or(|by| side.contains(&by) || side.contains("förslaget"))
}

fn lika_utan_utslag(context: &Context<'_>) -> Vec<Finding> {
    let ties = voteringar(context).into_iter().filter(|(_, one, votering)| {
        let counted = result(votering);
        counted.ja == counted.nej && counted.ja > 0 && votering.utslag.is_none() && one.minoritet.is_none()
    });
    let finding = |(at, one, votering): (String, &Paragraf, &Votering)| {
        let counted = result(votering);
        let message = format!(
            "omröstningen i § {} slutar {}–{}, men det står inte vad som avgjorde",
            one.nummer, counted.ja, counted.nej
        );
        let hint = if is_val(one) {
            "vid val avgör lotten: skriv utslag = \"lottning\" och lott = \"ja\" eller \"nej\""
        } else {
            "skriv utslag = \"ordförandens utslagsröst\""
        };
        context.finding(&at, "", message).hint(hint)
    };
    ties.map(finding).collect()
}

fn utslag_fel(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one, votering) in voteringar(context) {
        let Some((key, message, hint)) = wrong_utslag(meeting, one, votering) else { continue };
        found.push(context.finding(&format!("{at}/{key}"), "", message).hint(hint));
    }
    found
}

fn wrong_utslag(
    meeting: &Meeting<'_>,
    one: &Paragraf,
    votering: &Votering,
) -> Option<(&'static str, String, &'static str)> {
    let (counted, nummer) = (result(votering), one.nummer);
    let is_said_val = matches!(one.arendetyp, Some(Arendetyp::Val | Arendetyp::Anstallning));
    let Some(utslag) = votering.utslag else {
        let message = format!("§ {nummer} anger lott utan utslag = \"lottning\"");
        return votering.lott.map(|_| ("lott", message, "skriv utslag = \"lottning\", eller ta bort lott"));
    };
    if counted.ja != counted.nej {
        let message = format!("§ {nummer} anger utslag, men röstetalen {}–{} är inte lika", counted.ja, counted.nej);
        return Some(("utslag", message, "ta bort utslag, eller rätta rösterna"));
    }
    match utslag {
        Utslag::Lottning if !is_val(one) => {
            let message = format!("§ {nummer} avgörs med lottning, men ärendet är varken val eller anställning");
            Some((
                "utslag",
                message,
                "skriv utslag = \"ordförandens utslagsröst\", eller arendetyp = \"val\" om det är ett val",
            ))
        }
        Utslag::Lottning if votering.lott.is_none() => Some((
            "utslag",
            format!("§ {nummer}: det står inte vilken sida lotten föll på"),
            "skriv lott = \"ja\" eller \"nej\"",
        )),
        Utslag::OrdforandensUtslagsrost if is_said_val => {
            let message = format!("§ {nummer} gäller val eller anställning: lika röstetal avgörs med lottning");
            Some(("utslag", message, "skriv utslag = \"lottning\" och lott = \"ja\" eller \"nej\""))
        }
        Utslag::OrdforandensUtslagsrost if !votering.sluten && chair_said_ja(meeting, one, votering).is_none() => {
            let message = format!(
                "§ {nummer} avgörs med ordförandens utslagsröst, men ordföranden står varken under ja eller nej"
            );
            Some(("utslag", message, "skriv ordföranden under den sida hen röstade för"))
        }
        Utslag::Lottning | Utslag::OrdforandensUtslagsrost => None,
    }
}

fn minoritet_otillaten(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["minoritet", "arendetyp"]) {
        let Some(minoritet) = &one.minoritet else { continue };
        let nummer = one.nummer;
        let typ = context.organ_typ();
        let (message, hint) = if typ.is_some_and(|typ| !is_forsamling(typ)) {
            let message = format!("§ {nummer}: bara i fullmäktige kan en minoritet återremittera eller bordlägga");
            (message, "ta bort minoritet: här krävs enkel majoritet")
        } else if is_val(one) {
            (
                format!("§ {nummer} gäller val: för återremiss och bordläggning krävs enkel majoritet"),
                "ta bort minoritet",
            )
        } else if minoritet.tidigare {
            let message = format!(
                "§ {nummer} har redan återremitterats eller bordlagts av en minoritet: nu krävs enkel majoritet"
            );
            (message, "ta bort minoritet, eller tidigare om det inte stämmer")
        } else {
            continue;
        };
        found.push(context.finding(&format!("{at}/minoritet"), "", message).hint(hint));
    }
    if context.organ_typ() == Some(OrganTyp::Forbundsdirektion) {
        found.extend(minoritet_i_direktion(context));
    }
    found
}

/// Whether 5 kap. 50 § holds in a direktion, which is a församling and a styrelse at once, its förbundsordning may say.
fn minoritet_i_direktion(context: &Context<'_>) -> Vec<Finding> {
    let all = context.paragrafer(&["minoritet", "arendetyp"]).into_iter();
    let asked = all.filter(|(_, one)| one.minoritet.as_ref().is_some_and(|asked| !asked.tidigare) && !is_val(one));
    let finding = |(at, one): (String, &Paragraf)| {
        let message = format!("§ {}: en minoritet återremitterar eller bordlägger i en förbundsdirektion", one.nummer);
        let hint = "kontrollera i förbundsordningen och arbetsordningen att det är tillåtet";
        context.finding(&format!("{at}/minoritet"), "", message).level(Level::Varning).hint(hint)
    };
    asked.map(finding).collect()
}

fn minoritet_for_liten(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    if !meeting.organ_typ().is_some_and(is_forsamling) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["minoritet", "votering"]) {
        let last = one.votering.iter().rev().find(|v| is_remiss(&v.ja.roster_for) != is_remiss(&v.nej.roster_for));
        let (Some(_), Some(votering)) = (&one.minoritet, last) else { continue };
        let counted = result(votering);
        let asked = if is_remiss(&votering.ja.roster_for) { counted.ja } else { counted.nej };
        let present = meeting.serving(one).len();
        let needed = present.div_ceil(3);
        if (asked as usize) < needed {
            let message = format!(
                "§ {}: {asked} av {present} närvarande begär återremiss eller bordläggning, minst {needed} krävs",
                one.nummer
            );
            let hint = "ta bort minoritet: ärendet avgörs då på sammanträdet";
            found.push(context.finding(&format!("{at}/minoritet"), "", message).hint(hint));
        }
    }
    found
}

fn minoritet_utan_motivering(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["minoritet"]) {
        let Some(minoritet) = &one.minoritet else { continue };
        let is_motivated = minoritet.motivering.as_deref().is_some_and(|text| !text.trim().is_empty());
        if minoritet.begar == Minoritetsbegaran::Aterremiss && !is_motivated {
            let message = format!("minoritetsåterremissen i § {} saknar motivering", one.nummer);
            let hint = "skriv motivering = \"..\": den bestäms av dem som begärt återremissen";
            found.push(context.finding(&format!("{at}/minoritet"), "", message).hint(hint));
        }
    }
    found
}
