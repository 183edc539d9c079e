//! Kallelser (domain 3.8): in time, numbers that rise (gaps are allowed), and the items that became §§.

use std::collections::BTreeSet;

use crate::case::Content;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;
use crate::case::index::{same_diarienummer, same_rubrik};

const fn rule(code: &'static str, level: Level, title: &'static str, check: fn(&Context<'_>) -> Vec<Finding>) -> Rule {
    Rule { id: "–", code, title, level, basis: Lagrum::Ingen, excusable: false, check }
}

pub(super) const RULES: &[Rule] = &[
    rule("arende-saknas", Level::Varning, "en kallelse har minst ett ärende", arende_saknas),
    rule("arende-ordning", Level::Fel, "ärendenas nummer stiger; luckor är tillåtna", arende_ordning),
    rule("utsand-efter-motet", Level::Varning, "en kallelse skickas före sammanträdet", utsand_efter_motet),
    rule(
        "arende-utan-paragraf",
        Level::Varning,
        "ett ärende med diarienummer i kallelsen har en paragraf i protokollet, om än utgått",
        arende_utan_paragraf,
    ),
];

fn arende_saknas(context: &Context<'_>) -> Vec<Finding> {
    let Some(kallelse) = context.kallelse().filter(|_| !context.is_damaged(&["/arende"])) else { return Vec::new() };
    let finding =
        || context.finding("/datum", "", "kallelsen har inga ärenden").hint("skriv [[arende]] med nummer och rubrik");
    kallelse.arende.is_empty().then(finding).into_iter().collect()
}

fn arende_ordning(context: &Context<'_>) -> Vec<Finding> {
    let Some(kallelse) = context.kallelse() else { return Vec::new() };
    let mut found = Vec::new();
    for (i, (before, one)) in kallelse.arende.iter().zip(kallelse.arende.iter().skip(1)).enumerate() {
        let place = format!("/arende/{}/nummer", i + 1);
        let other = format!("/arende/{i}/nummer");
        if one.nummer > before.nummer || context.is_damaged(&[&place, &other]) {
            continue;
        }
        let message = format!("ärende {} står efter ärende {}", one.nummer, before.nummer);
        let also = context.label(&other, "ärendet före");
        found.push(context.finding(&place, "", message).also(also).hint("rätta numret, eller flytta ärendet"));
    }
    found
}

fn utsand_efter_motet(context: &Context<'_>) -> Vec<Finding> {
    let Some(kallelse) = context.kallelse().filter(|_| !context.is_damaged(&["/utsand", "/datum"])) else {
        return Vec::new();
    };
    let Some(sent) = kallelse.utsand.filter(|sent| *sent > kallelse.datum) else { return Vec::new() };
    let message = format!("kallelsen skickas {sent}, efter sammanträdet {}", kallelse.datum);
    vec![context.finding("/utsand", "", message).also(context.label("/datum", "sammanträdet")).hint("rätta datumet")]
}

fn arende_utan_paragraf(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    if context.is_damaged(&["/organ", "/datum", "/paragraf"]) {
        return Vec::new();
    }
    let own: BTreeSet<String> = meeting
        .sammantrade
        .paragraf
        .iter()
        .filter_map(|one| one.diarienummer.as_deref())
        .map(same_diarienummer)
        .collect();
    let titles: BTreeSet<String> = meeting.sammantrade.paragraf.iter().map(|one| same_rubrik(&one.rubrik)).collect();
    let key = (meeting.sammantrade.organ.clone(), meeting.sammantrade.datum);
    let cases = context.index.kallelser.get(&key).into_iter().flatten();
    let mut found = Vec::new();
    for case in cases.filter_map(|case| context.workspace.cases.get(*case)) {
        let Content::Kallelse(kallelse) = &case.value else { continue };
        let lost: Vec<u32> = kallelse
            .arende
            .iter()
            .filter(|item| item.sekretess.is_none() && !titles.contains(&same_rubrik(&item.rubrik)))
            .filter(|item| {
                item.diarienummer.as_deref().is_some_and(|own_number| !own.contains(&same_diarienummer(own_number)))
            })
            .map(|item| item.nummer)
            .collect();
        if lost.is_empty() {
            continue;
        }
        let items: Vec<String> = lost.iter().map(u32::to_string).collect();
        let message = format!("ärende {} i kallelsen har ingen paragraf", items.join(", "));
        let also = case.places.label(&crate::case::pointer::Pointer::parse("/datum"), "kallelsen");
        let hint = "utgick ärendet, skriv en paragraf med utgar = true; annars kontrollera diarienumret";
        found.push(context.finding("/datum", "", message).also(also).hint(hint));
    }
    found
}
