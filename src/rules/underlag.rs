//! V28, V33 and files: what the decision rests on: dated, in order, there.

use std::path::{Component, Path};

use crate::case::Content;
use crate::case::sammantrade::{Bilaga, Underlag};
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::intervall::paragraftecken;
use super::lagrum::Lagrum;
use crate::case::index::same_diarienummer;

const fn rule(id: &'static str, code: &'static str, level: Level, title: &'static str, check: Check) -> Rule {
    Rule { id, code, title, level, basis: Lagrum::Ingen, excusable: false, check }
}

type Check = fn(&Context<'_>) -> Vec<Finding>;

pub(super) const RULES: &[Rule] = &[
    rule("V28", "underlag-utan-datum", Level::Varning, "varje beslutsunderlag är daterat", underlag_utan_datum),
    rule(
        "V28",
        "tjansteskrivelse-ej-forst",
        Level::Varning,
        "tjänsteskrivelsen står först i beslutsunderlaget",
        ej_forst,
    ),
    rule(
        "V28",
        "underlag-efter-motet",
        Level::Varning,
        "inget beslutsunderlag är daterat efter sammanträdet",
        efter_motet,
    ),
    rule(
        "V33",
        "tjansteskrivelse-efter-motet",
        Level::Varning,
        "en tjänsteskrivelse är daterad senast den dag ärendet behandlas",
        skrivelse_efter_motet,
    ),
    rule(
        "V33",
        "tjansteskrivelse-datum-skiljer",
        Level::Varning,
        "tjänsteskrivelsen har samma datum i beslutsunderlaget som i sin egen fil",
        skrivelse_datum_skiljer,
    ),
    rule("–", "bilaga-saknas", Level::Fel, "en bilaga eller ett underlag med `fil` finns i arbetsmappen", fil_saknas),
];

/// Pointer, § number and item of every underlag that is whole.
fn items<'a>(context: &Context<'a>) -> Vec<(String, u32, usize, &'a Underlag)> {
    let paragrafer = context.paragrafer(&["underlag"]);
    let all = paragrafer.into_iter().flat_map(|(at, one)| {
        let items = one.underlag.iter().enumerate();
        items.map(move |(i, item)| (format!("{at}/underlag/{i}"), one.nummer, i, item))
    });
    all.collect()
}

fn is_tjansteskrivelse(item: &Underlag) -> bool {
    let title = item.titel.to_lowercase();
    ["tjänsteskrivelse", "tjänsteutlåtande"].iter().any(|start| title.starts_with(start))
}

fn underlag_utan_datum(context: &Context<'_>) -> Vec<Finding> {
    let all: Vec<(String, Option<u32>, &Underlag)> = match context.skrivelse() {
        Some(skrivelse) if !context.is_damaged(&["/underlag"]) => {
            let items = skrivelse.underlag.iter().enumerate();
            items.map(|(i, item)| (format!("/underlag/{i}"), None, item)).collect()
        }
        Some(_) => Vec::new(),
        None => items(context).into_iter().map(|(at, nummer, _, item)| (at, Some(nummer), item)).collect(),
    };
    let undated: Vec<_> = all.iter().filter(|(_, _, item)| item.datum.is_none() && !has_date(&item.titel)).collect();
    let Some((first, _, _)) = undated.first() else { return Vec::new() };
    let mut numbers: Vec<u32> = undated.iter().filter_map(|(_, nummer, _)| *nummer).collect();
    numbers.dedup();
    let places = if numbers.is_empty() { String::new() } else { format!(" i {}", paragraftecken(&numbers)) };
    let message = format!("{} av {} beslutsunderlag saknar datum{places}", undated.len(), all.len());
    vec![context.finding(first, "", message).hint("skriv datum = 2019-05-07 på varje underlag, utan citattecken")]
}

/// True when a day stands in the title itself.
fn has_date(title: &str) -> bool {
    let characters: Vec<char> = title.chars().collect();
    characters.windows(10).any(|ten| ten.iter().collect::<String>().parse::<jiff::civil::Date>().is_ok())
        || !super::hanvisning::days_in_words(&title.to_lowercase()).is_empty()
}

fn ej_forst(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, nummer, i, item) in items(context) {
        let is_late = i > 0 && is_tjansteskrivelse(item);
        let first = at.trim_end_matches(|c: char| c.is_ascii_digit());
        let begins_right =
            items(context).iter().any(|(other, _, _, one)| *other == format!("{first}0") && is_tjansteskrivelse(one));
        if is_late && !begins_right {
            let message = format!("tjänsteskrivelsen står på plats {} i beslutsunderlaget i § {nummer}", i + 1);
            found.push(context.finding(&at, "", message).hint("flytta den först i underlag"));
        }
    }
    found
}

fn meeting_day(context: &Context<'_>) -> Option<crate::case::text::Datum> {
    context.meeting.as_ref().filter(|_| !context.is_damaged(&["/datum"])).map(|meeting| meeting.sammantrade.datum)
}

fn efter_motet(context: &Context<'_>) -> Vec<Finding> {
    late_items(context, |item| !is_tjansteskrivelse(item), "beslutsunderlaget")
}

fn skrivelse_efter_motet(context: &Context<'_>) -> Vec<Finding> {
    let mut found = late_items(context, is_tjansteskrivelse, "tjänsteskrivelsen");
    if let Some(skrivelse) = context.skrivelse()
        && let Some(diarienummer) = &skrivelse.diarienummer
        && !context.is_damaged(&["/datum", "/diarienummer", "/till"])
    {
        let key = (skrivelse.till.clone(), same_diarienummer(diarienummer));
        let days = context.index.moten_by_diarienummer.get(&key).map(Vec::as_slice).unwrap_or_default();
        if let Some(last) = days.iter().max().filter(|last| **last < skrivelse.datum) {
            let message = format!(
                "tjänsteskrivelsen är daterad {}, efter sammanträdet {last} som behandlade ärendet",
                skrivelse.datum
            );
            found.push(context.finding("/datum", "", message).hint("rätta datumet, eller diarienumret"));
        }
    }
    found
}

fn late_items(context: &Context<'_>, is_meant: impl Fn(&Underlag) -> bool, what: &str) -> Vec<Finding> {
    let Some(day) = meeting_day(context) else { return Vec::new() };
    let mut found = Vec::new();
    for (at, nummer, _, item) in items(context) {
        let Some(datum) = item.datum.filter(|datum| *datum > day && is_meant(item)) else { continue };
        let message = format!("{what} i § {nummer} har datum {datum}, efter sammanträdet {day}");
        let finding = context
            .finding(&format!("{at}/datum"), "", message)
            .also(context.label("/datum", "sammanträdet"))
            .hint("rätta datumet");
        found.push(finding);
    }
    found
}

fn skrivelse_datum_skiljer(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["underlag", "diarienummer"]) {
        let Some(diarienummer) = &one.diarienummer else { continue };
        let key = (meeting.sammantrade.organ.clone(), same_diarienummer(diarienummer));
        let cases = context.index.skrivelser.get(&key).map(Vec::as_slice).unwrap_or_default();
        let [only] = cases else { continue };
        let Some(case) = context.workspace.cases.get(*only) else { continue };
        let Content::Tjansteskrivelse(skrivelse) = &case.value else { continue };
        let listed: Vec<_> = one.underlag.iter().enumerate().filter(|(_, item)| is_tjansteskrivelse(item)).collect();
        let [(i, item)] = listed.as_slice() else { continue };
        let Some(datum) = item.datum.filter(|datum| *datum != skrivelse.datum) else { continue };
        let pointer = crate::case::pointer::Pointer::parse("/datum");
        let message =
            format!("tjänsteskrivelsen är daterad {datum} i § {}, men {} i sin fil", one.nummer, skrivelse.datum);
        let finding = context
            .finding(&format!("{at}/underlag/{i}/datum"), "", message)
            .also(case.places.label(&pointer, "tjänsteskrivelsen"))
            .hint("rätta det datum som är fel");
        found.push(finding);
    }
    found
}

fn fil_saknas(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, path) in files(context).into_iter().filter(|(at, _)| !context.is_damaged(&[at])) {
        let Some(why) = outside_or_missing(&context.workspace.root, path) else { continue };
        let message = format!("filen {path} {why}");
        let hint = "skriv sökvägen från mappen med myndighet.toml, eller lägg filen där";
        found.push(context.finding(&at, "", message).hint(hint));
    }
    found
}

/// Pointer and path of every file the case binds.
fn files<'a>(context: &Context<'a>) -> Vec<(String, &'a str)> {
    let mut all = Vec::new();
    let mut add = |at: &str, underlag: &'a [Underlag], bilagor: &'a [Bilaga]| {
        let items = underlag.iter().enumerate();
        all.extend(items.filter_map(|(i, item)| Some((format!("{at}/underlag/{i}/fil"), item.fil.as_deref()?))));
        for (i, bilaga) in bilagor.iter().enumerate() {
            if let Bilaga::Fil(bilaga) = bilaga
                && let Some(fil) = &bilaga.fil
            {
                all.push((format!("{at}/bilagor/{i}/fil"), fil.as_str()));
            }
        }
    };
    match &context.case.value {
        Content::Sammantrade(one) => {
            one.paragraf.iter().enumerate().for_each(|(i, p)| add(&format!("/paragraf/{i}"), &p.underlag, &p.bilagor));
        }
        Content::Kallelse(one) => {
            one.arende.iter().enumerate().for_each(|(i, a)| add(&format!("/arende/{i}"), &a.underlag, &a.bilagor));
        }
        Content::Tjansteskrivelse(one) => add("", &one.underlag, &one.bilagor),
    }
    all
}

/// Why a path cannot be bound, if it cannot: a path that leaves the workspace is never followed.
pub(super) fn outside_or_missing(root: &Path, path: &str) -> Option<&'static str> {
    let path = Path::new(path);
    if path.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Some("ligger utanför arbetsmappen");
    }
    (!root.join(path).is_file()).then_some("finns inte")
}
