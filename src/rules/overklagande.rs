//! V27: how each decision is appealed, and what förvaltningsbesvär asks of a §.

use crate::case::myndighet::{Kanal, OrganTyp};
use crate::case::sammantrade::{Arendetyp, Overklagande, Paragraf};
use crate::diag::Level;

use super::Rule;
use super::beslut::satser;
use super::context::{Context, Finding};
use super::intervall::paragraftecken;
use super::lagrum::{Lagrum, is_forsamling, is_under_kommunallagen};

const fn rule(code: &'static str, level: Level, basis: Lagrum, title: &'static str, check: Check) -> Rule {
    Rule { id: "V27", code, title, level, basis, excusable: false, check }
}

type Check = fn(&Context<'_>) -> Vec<Finding>;

pub(super) const RULES: &[Rule] = &[
    rule(
        "overklagande-saknas",
        Level::Fel,
        Lagrum::Ingen,
        "för varje beslut av ett organ under kommunallagen står hur det överklagas",
        overklagande_saknas,
    ),
    rule(
        "overklagande-utanfor",
        Level::Varning,
        Lagrum::Ingen,
        "ett organ utanför kommunallagen har ingen laglighetsprövning",
        overklagande_utanfor,
    ),
    rule(
        "overklagande-fullmaktige",
        Level::Varning,
        Lagrum::fullmaktige("13 kap. 2 §"),
        "ett beslut av fullmäktige eller en förbundsdirektion kan överklagas, om inte en särskild lag säger annat",
        overklagande_fullmaktige,
    ),
    rule(
        "overklagande-blandat",
        Level::Fel,
        Lagrum::Ingen,
        "beslutets text talar inte om laglighetsprövning när det är förvaltningsbesvär, och tvärtom",
        overklagande_blandat,
    ),
    rule(
        "besvar-utan-motivering",
        Level::Varning,
        Lagrum::Annan("32 § förvaltningslagen (2017:900)"),
        "ett beslut som överklagas genom förvaltningsbesvär är motiverat",
        besvar_utan_motivering,
    ),
    rule(
        "besvar-utan-part",
        Level::Varning,
        Lagrum::Annan("33 § förvaltningslagen (2017:900)"),
        "ett beslut som överklagas genom förvaltningsbesvär expedieras till parten",
        besvar_utan_part,
    ),
];

fn overklagande_saknas(context: &Context<'_>) -> Vec<Finding> {
    // Of revisorer only decisions on their own förvaltning are appealed (12 kap. 11 § and 13 kap. 2 §): most are not that.
    let asked = |typ| is_under_kommunallagen(typ) && typ != OrganTyp::Revisorer;
    if !context.organ_typ().is_some_and(asked) {
        return Vec::new();
    }
    let paragrafer = context.paragrafer(&["overklagande", "beslut", "forslag"]);
    let is_unsaid = |one: &Paragraf| one.overklagande.is_none() && !one.utgar && !satser(one).is_empty();
    let unsaid: Vec<_> = paragrafer.iter().filter(|(_, one)| is_unsaid(one)).collect();
    let Some(((at, _), rest)) = unsaid.split_first() else { return Vec::new() };
    let numbers: Vec<u32> = unsaid.iter().map(|(_, one)| one.nummer).collect();
    let message = format!("det står inte hur beslutet överklagas i {}", paragraftecken(&numbers));
    let hint = "skriv overklagande = \"laglighetsprövning\", \"förvaltningsbesvär\" eller \"kan inte överklagas\"";
    let finding = context.finding(&format!("{at}/nummer"), "", message).hint(hint);
    vec![rest.iter().fold(finding, |one, (at, _)| one.also(context.label(&format!("{at}/nummer"), "")))]
}

fn overklagande_utanfor(context: &Context<'_>) -> Vec<Finding> {
    if context.organ_typ().is_none_or(is_under_kommunallagen) {
        return Vec::new();
    }
    let said = context.paragrafer(&["overklagande"]).into_iter();
    let said = said.filter(|(_, one)| one.overklagande == Some(Overklagande::Laglighetsprovning));
    let finding = |(at, one): (String, &Paragraf)| {
        let message = format!("§ {}: ett organ utanför kommunallagen har ingen laglighetsprövning", one.nummer);
        context
            .finding(&format!("{at}/overklagande"), "", message)
            .hint("ta bort raden, eller rätta organets typ i myndighet.toml")
    };
    said.map(finding).collect()
}

/// A matter taken off the list, and a § without a decision, has nothing to appeal. One finding for them all.
fn overklagande_fullmaktige(context: &Context<'_>) -> Vec<Finding> {
    if !context.organ_typ().is_some_and(is_forsamling) {
        return Vec::new();
    }
    let paragrafer = context.paragrafer(&["overklagande", "beslut", "forslag", "fraga"]);
    let denied = |one: &Paragraf| one.overklagande == Some(Overklagande::KanInteOverklagas);
    // Of what is formal nothing is printed, and the notice has it among the decisions that can be appealed. An answer that is
    // found to have been given decides nothing.
    let formal = |one: &Paragraf| {
        one.fraga.is_some() || matches!(one.arendetyp, Some(Arendetyp::Formellt | Arendetyp::Information))
    };
    let decides = |one: &Paragraf| !one.utgar && !formal(one) && !satser(one).is_empty();
    let these = paragrafer.iter().filter(|(_, one)| denied(one) && decides(one));
    let these: Vec<_> = these.collect();
    let Some(((at, _), rest)) = these.split_first() else { return Vec::new() };
    let numbers: Vec<u32> = these.iter().map(|(_, one)| one.nummer).collect();
    let what = if numbers.len() == 1 { "beslutet" } else { "besluten" };
    let message = format!("{what} i {} kan överklagas, men overklagande säger något annat", paragraftecken(&numbers));
    let hint = "skriv overklagande = \"laglighetsprövning\"; säger en särskild lag annat, skriv det under upplysningar";
    let finding = context.finding(&format!("{at}/overklagande"), "", message).hint(hint);
    vec![rest.iter().fold(finding, |one, (at, _)| one.also(context.label(&format!("{at}/overklagande"), "")))]
}

fn overklagande_blandat(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["overklagande", "beslut", "motivering"]) {
        let foreign: &[&str] = match one.overklagande {
            Some(Overklagande::Forvaltningsbesvar) => &["laglighetsprövning"],
            Some(Overklagande::Laglighetsprovning) => &["förvaltningsbesvär", "del av beslutet"],
            Some(Overklagande::KanInteOverklagas) | None => continue,
        };
        let texts = satser(one).iter().chain(&one.motivering);
        let text = texts.map(|text| text.to_lowercase()).collect::<Vec<_>>().join(" ");
        if !text.contains("överklag") {
            continue;
        }
        if let Some(words) = foreign.iter().find(|words| text.contains(**words)) {
            let message = format!("§ {}: texten säger \"{words}\", men overklagande säger något annat", one.nummer);
            let hint = "ta bort överklagandetexten: den skrivs av programmet efter overklagande";
            found.push(context.finding(&format!("{at}/overklagande"), "", message).hint(hint));
        }
    }
    found
}

fn besvar<'a>(context: &Context<'a>, keys: &[&str]) -> Vec<(String, &'a Paragraf)> {
    let all = context.paragrafer(keys).into_iter();
    all.filter(|(_, one)| one.overklagande == Some(Overklagande::Forvaltningsbesvar) && !one.utgar).collect()
}

fn besvar_utan_motivering(context: &Context<'_>) -> Vec<Finding> {
    let all = besvar(context, &["overklagande", "motivering"]).into_iter();
    let without = all.filter(|(_, one)| one.motivering.as_deref().is_none_or(|text| text.trim().is_empty()));
    let finding = |(at, one): (String, &Paragraf)| {
        let message = format!("beslutet i § {} överklagas genom förvaltningsbesvär, men saknar motivering", one.nummer);
        context
            .finding(&format!("{at}/overklagande"), "", message)
            .hint("skriv motivering = \"..\", om den inte är uppenbart obehövlig")
    };
    without.map(finding).collect()
}

fn besvar_utan_part(context: &Context<'_>) -> Vec<Finding> {
    let known = &context.workspace.myndighet.value.mottagare;
    let is_internal = |id: &String| {
        known.iter().any(|one| &one.id == id && one.kanal == Some(Kanal::Internt))
            || context.workspace.myndighet.value.organ.iter().any(|organ| &organ.id == id)
    };
    let all = besvar(context, &["overklagande", "expedieras-till"]).into_iter();
    let without = all.filter(|(_, one)| one.expedieras_till.iter().flatten().all(is_internal));
    let finding = |(at, one): (String, &Paragraf)| {
        let message =
            format!("beslutet i § {} överklagas genom förvaltningsbesvär, men går inte till någon part", one.nummer);
        context.finding(&format!("{at}/overklagande"), "", message).hint("skriv parten under expedieras-till")
    };
    without.map(finding).collect()
}
