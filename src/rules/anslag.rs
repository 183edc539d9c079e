//! V43–V45, V47, V49, V52: the notice of the justering, where the case tells of it or the day has been put in by who posts.
//! A samverkansorgan has no anslag, and none of these speaks of it.

use crate::calendar::{self, Overklagandetid};
use crate::case::myndighet::board_name;
use crate::case::sammantrade::{Anslag, Sammantrade};
use crate::case::text::Datum;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::gissning;
use super::lagrum::{Lagrum, has_boards, is_under_kommunallagen};

const ANDRA_DAGEN: Lagrum = Lagrum::for_organ("8 kap. 12 §", "6 kap. 35 § och 8 kap. 12 §");
const TIDENS_UTGANG: Lagrum =
    Lagrum::for_organ("8 kap. 12 § och 13 kap. 5 §", "6 kap. 35 §, 8 kap. 12 § och 13 kap. 5 §");

const fn rule(id: &'static str, code: &'static str, basis: Lagrum, title: &'static str, check: Check) -> Rule {
    Rule { id, code, title, level: Level::Fel, basis, excusable: false, check }
}

type Check = fn(&Context<'_>) -> Vec<Finding>;

pub(super) const RULES: &[Rule] = &[
    Rule {
        excusable: true,
        ..rule("V43", "anslag-for-sent", ANDRA_DAGEN, "justeringen tillkännages senast andra dagen efter den", for_sent)
    },
    rule("V43", "anslag-fore-justering", ANDRA_DAGEN, "ett anslag sätts upp tidigast justeringsdagen", fore_justering),
    rule(
        "V44",
        "nedtaget-for-tidigt",
        TIDENS_UTGANG,
        "ett anslag tas ned tidigast dagen efter sista dagen för överklagande",
        nedtaget_for_tidigt,
    ),
    rule("V45", "anslag-utan-plats", ANDRA_DAGEN, "ett anslag säger var protokollet finns", utan_plats),
    rule(
        "V47",
        "anslag-fel-paragraf",
        Lagrum::Ingen,
        "ett anslag med paragraf gäller en omedelbart justerad paragraf",
        fel_paragraf,
    ),
    rule(
        "V47",
        "omedelbar-utan-anslag",
        ANDRA_DAGEN,
        "en omedelbart justerad paragraf har ett eget anslag när protokollet har sitt",
        omedelbar_utan_anslag,
    ),
    rule(
        "V49",
        "anslagstavla-okand",
        Lagrum::namnd("9 kap. 32 § och 13 kap. 5 §"),
        "ett anslag för en gemensam nämnd säger på vilken av dess tavlor",
        tavla_okand,
    ),
    rule(
        "V52",
        "anslag-om-utan-skal",
        TIDENS_UTGANG,
        "samma protokoll anslås en gång till bara med ett skäl: tiden för överklagande räknas om",
        om_utan_skal,
    ),
];

/// The notices of a meeting that is under kommunallagen, each with its pointer; none where one of the keys is damaged.
fn anslag<'a>(context: &'a Context<'_>, keys: &[&str]) -> Vec<(String, &'a Anslag)> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    if !context.organ_typ().is_some_and(is_under_kommunallagen) {
        return Vec::new();
    }
    let all = meeting.sammantrade.anslag.iter().enumerate().map(|(i, one)| (format!("/anslag/{i}"), one));
    all.filter(|(at, _)| !keys.iter().any(|key| context.is_damaged(&[&format!("{at}/{key}")]))).collect()
}

/// The day of the justering that the notice is about.
fn justerad(case: &Sammantrade, one: &Anslag) -> Option<Datum> {
    match one.paragraf {
        Some(_) => one.justerad,
        None => case.justering.as_ref().and_then(|justering| justering.datum),
    }
}

/// True for two postings of the same minutes on the same board.
fn is_same(one: &Anslag, other: &Anslag) -> bool {
    other.paragraf == one.paragraf && other.tavla == one.tavla
}

/// "protokollet", "§ 36".
fn what(one: &Anslag) -> String {
    one.paragraf.map_or_else(|| "protokollet".to_owned(), |nummer| format!("§ {nummer}"))
}

fn dated<'a>(context: &'a Context<'_>) -> Vec<(String, &'a Anslag, Datum)> {
    let Some(meeting) = context.meeting.as_ref().filter(|_| !context.is_damaged(&["/justering"])) else {
        return Vec::new();
    };
    let all = anslag(context, &["uppsatt", "justerad", "paragraf"]).into_iter();
    all.filter_map(|(at, one)| Some((at, one, justerad(meeting.sammantrade, one)?))).collect()
}

fn for_sent(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let all = dated(context);
    for (i, (at, one, justerad)) in all.iter().enumerate() {
        // The first posting alone can be late: a later one has its reason (V52).
        if all.iter().take(i).any(|(_, other, _)| is_same(other, one)) {
            continue;
        }
        let Some((second, moved)) = calendar::anslag_within(justerad.0) else { continue };
        if one.uppsatt.0 <= second {
            continue;
        }
        let days = (one.uppsatt.0 - justerad.0).get_days();
        let message = format!("{} anslogs {days} dagar efter justeringen {justerad}, högst 2 är tillåtet", what(one));
        let finding = context.finding(&format!("{at}/uppsatt"), "", message);
        let finding = one.paragraf.into_iter().fold(finding, Finding::paragraf);
        found.push(if one.uppsatt.0 <= moved {
            // Whether lag (1930:173) 2 § moves the authority's own duty is not settled.
            finding.level(Level::Varning).hint(format!(
                "andra dagen, {second}, är {}; säkrast är att anslå redan före den",
                calendar::not_vardag(second).unwrap_or("en vardag")
            ))
        } else {
            finding.hint("kontrollera dagarna mot anslagstavlan och det undertecknade protokollet")
        });
    }
    found
}

fn fore_justering(context: &Context<'_>) -> Vec<Finding> {
    let early = dated(context).into_iter().filter(|(_, one, justerad)| one.uppsatt < *justerad);
    let finding = |(at, one, justerad): (String, &Anslag, Datum)| {
        let message = format!("{} anslogs {}, före justeringen {justerad}", what(one), one.uppsatt);
        context.finding(&format!("{at}/uppsatt"), "", message).hint("rätta det datum som är fel")
    };
    early.map(finding).collect()
}

fn nedtaget_for_tidigt(context: &Context<'_>) -> Vec<Finding> {
    let all = anslag(context, &["uppsatt", "nedtaget", "paragraf", "tavla"]);
    let mut found = Vec::new();
    for (at, one) in &all {
        let Some(nedtaget) = one.nedtaget else { continue };
        // A joint board's time runs from its last board (13 kap. 5 §), a new posting's from itself.
        let boards = all.iter().filter(|(_, other)| other.paragraf == one.paragraf && other.tavla != one.tavla);
        let boards = boards.map(|(_, other)| other.uppsatt.0).chain([one.uppsatt.0]);
        let Some(tid) = Overklagandetid::of_boards(boards) else { continue };
        if nedtaget.0 < tid.tas_ned {
            let message = format!(
                "anslaget om {} togs ned {nedtaget}, tidigast {} är tillåtet: sista dagen för överklagande är {}",
                what(one),
                tid.tas_ned,
                tid.sista_dag
            );
            let also = context.label(&format!("{at}/uppsatt"), "uppsatt");
            let hint = "rätta dagen; togs det ned för tidigt ska det anslås igen, med skal = \"..\"";
            found.push(context.finding(&format!("{at}/nedtaget"), "", message).also(also).hint(hint));
        }
    }
    found
}

fn utan_plats(context: &Context<'_>) -> Vec<Finding> {
    let place = context.workspace.myndighet.value.forvaringsplats.as_deref();
    let all = anslag(context, &[]);
    let Some((at, _)) = all.first().filter(|_| place.is_none_or(|place| place.trim().is_empty())) else {
        return Vec::new();
    };
    let message = "anslaget säger inte var protokollet finns: forvaringsplats saknas i myndighet.toml";
    vec![context.finding(at, "", message).hint("skriv forvaringsplats = \"..\" i myndighet.toml")]
}

fn fel_paragraf(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting.as_ref().filter(|_| !context.is_damaged(&["/paragraf"])) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, one) in anslag(context, &["paragraf", "justerad"]) {
        let Some(nummer) = one.paragraf else {
            if one.justerad.is_some() {
                let message = "justerad hör till en omedelbart justerad paragraf, men anslaget gäller protokollet";
                let hint = "skriv paragraf = .., eller flytta dagen till datum under [justering]";
                found.push(context.finding(&format!("{at}/justerad"), "", message).hint(hint));
            }
            continue;
        };
        let case = meeting.sammantrade.paragraf.iter().find(|case| case.nummer == nummer);
        let (message, hint) = match case {
            None => (
                format!("anslaget gäller § {nummer}, som inte finns i protokollet"),
                "skriv numret på en omedelbart justerad paragraf",
            ),
            Some(case) if !case.omedelbart_justerad => (
                format!("anslaget gäller § {nummer}, som inte är omedelbart justerad"),
                "utelämna paragraf: de andra paragraferna anslås med protokollet",
            ),
            Some(_) if one.justerad.is_none() => {
                (format!("det står inte när § {nummer} justerades"), "skriv justerad = .., dagen för underskrifterna")
            }
            Some(_) => continue,
        };
        found.push(context.finding(&format!("{at}/paragraf"), "", message).hint(hint));
    }
    found
}

fn omedelbar_utan_anslag(context: &Context<'_>) -> Vec<Finding> {
    let all = anslag(context, &["paragraf"]);
    if !all.iter().any(|(_, one)| one.paragraf.is_none()) {
        return Vec::new();
    }
    let own: Vec<u32> = all.iter().filter_map(|(_, one)| one.paragraf).collect();
    let at_once = context.paragrafer(&["omedelbart-justerad"]).into_iter();
    let without = at_once.filter(|(_, one)| one.omedelbart_justerad && !one.utgar && !own.contains(&one.nummer));
    let finding = |(at, one): (String, &crate::case::sammantrade::Paragraf)| {
        let nummer = one.nummer;
        let message = format!("§ {nummer} är omedelbart justerad, men har inget eget anslag");
        context.finding(&format!("{at}/nummer"), "", message).hint(format!(
            "anslå …-p{nummer}-omedelbar.pdf; är det redan gjort, skriv [[anslag]] med paragraf = {nummer}"
        ))
    };
    without.map(finding).collect()
}

fn tavla_okand(context: &Context<'_>) -> Vec<Finding> {
    let Some(organ) = context.meeting.as_ref().and_then(|meeting| meeting.organ) else { return Vec::new() };
    let is_joint = has_boards(organ.typ);
    let names: Vec<&str> = organ.anslagstavlor.iter().map(|board| board_name(board)).collect();
    let mut found = Vec::new();
    for (at, one) in anslag(context, &["tavla"]) {
        let (message, guess) = match one.tavla.as_deref() {
            None if !is_joint => continue,
            None => (
                format!("{} har flera anslagstavlor, men det står inte på vilken", organ.namn),
                names.first().map(|name| format!("skriv tavla = \"{name}\", och ett [[anslag]] för varje tavla")),
            ),
            Some(board) if is_joint && names.contains(&board) => continue,
            Some(board) if is_joint => {
                (format!("{} har ingen anslagstavla {board}", organ.namn), gissning::did_you_mean(board, names.clone()))
            }
            Some(_) => (format!("{} har bara en anslagstavla", organ.namn), Some("ta bort tavla".to_owned())),
        };
        found.push(context.finding(&format!("{at}/tavla"), "", message).hint_if(guess));
    }
    found
}

fn om_utan_skal(context: &Context<'_>) -> Vec<Finding> {
    let all = anslag(context, &["uppsatt", "paragraf", "tavla", "skal"]);
    let mut found = Vec::new();
    for (i, (at, one)) in all.iter().enumerate() {
        let Some((first, _)) = all.iter().take(i).find(|(_, other)| is_same(other, one)) else { continue };
        if one.skal.as_deref().is_none_or(|skal| skal.trim().is_empty()) {
            let message =
                format!("{} anslås en gång till utan skäl: en rättelse ger ingen ny tid för överklagande", what(one));
            let also = context.label(first, "det första anslaget");
            let hint = "ta bort det ena, eller skriv skal = \"..\" om det första anslaget inte gällde";
            found.push(context.finding(at, "", message).also(also).hint(hint));
        }
    }
    found
}
