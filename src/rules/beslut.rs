//! V13, V24, V34, V47: what was decided: there, readable by itself, and worded as the organ may decide.

use crate::case::myndighet::OrganTyp;
use crate::case::sammantrade::{Beslut, Paragraf, says_omedelbar};
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::intervall::paragraftecken;
use super::lagrum::{Lagrum, is_namnd, is_under_kommunallagen};
use super::paragraf::{is_formal, is_told};

const BESLUT: Lagrum = Lagrum::for_organ("5 kap. 67 §", "6 kap. 35 § och 5 kap. 67 §");

const fn practice(id: &'static str, code: &'static str, level: Level, title: &'static str, check: Check) -> Rule {
    Rule { id, code, title, level, basis: Lagrum::Ingen, excusable: false, check }
}

type Check = fn(&Context<'_>) -> Vec<Finding>;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V13",
        code: "beslut-saknas",
        title: "en paragraf har minst en beslutssats, om den inte utgår eller bara är information eller formalia",
        level: Level::Fel,
        basis: BESLUT,
        excusable: false,
        check: beslut_saknas,
    },
    practice(
        "V13",
        "utgar-avgjord",
        Level::Fel,
        "ett ärende som utgår avgörs inte: inget beslut i sak, ingen omröstning och ingen reservation",
        utgar_avgjord,
    ),
    practice(
        "V13",
        "beslut-punkt",
        Level::Fel,
        "en beslutssats som är en hel mening slutar med skiljetecken",
        beslut_punkt,
    ),
    practice(
        "V13",
        "beslut-hanvisar",
        Level::Varning,
        "en beslutssats går att läsa lösryckt: inte \"enligt ovan\" eller \"enligt bilaga\" utan namn",
        beslut_hanvisar,
    ),
    practice(
        "V24",
        "motion-avgjord-i-namnd",
        Level::Varning,
        "en nämnd föreslår eller tillstyrker i en motion: fullmäktige avgör den",
        motion_avgjord_i_namnd,
    ),
    practice(
        "V34",
        "beslut-som-forslag",
        Level::Upplysning,
        "ett beslut som är förslaget ordagrant kan skrivas \"enligt förslag\"",
        beslut_som_forslag,
    ),
    practice(
        "V47",
        "omedelbar-justering",
        Level::Varning,
        "en omedelbart justerad paragraf beslutar det i en beslutssats, och tvärtom",
        omedelbar_justering,
    ),
];

/// The sentences of the decision, in full.
pub(super) fn satser(paragraf: &Paragraf) -> &[String] {
    match &paragraf.beslut {
        Beslut::EnligtForslag(_) => &paragraf.forslag,
        Beslut::Satser(satser) => satser,
    }
}

/// Where the sentence stands: under `forslag` for a decision "enligt förslag".
pub(super) fn place(at: &str, paragraf: &Paragraf, sats: usize) -> String {
    match paragraf.beslut {
        Beslut::EnligtForslag(_) => format!("{at}/forslag/{sats}"),
        Beslut::Satser(_) => format!("{at}/beslut/{sats}"),
    }
}

fn beslut_saknas(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["beslut", "forslag", "rubrik", "arendetyp"]) {
        let is_dealt_with = !one.forslag.is_empty() || !one.yrkanden.is_empty() || !one.votering.is_empty();
        let may_lack = one.utgar || one.sekretess.is_some() || ((is_formal(one) || is_told(one)) && !is_dealt_with);
        if !satser(one).is_empty() || may_lack {
            continue;
        }
        let finding = if matches!(one.beslut, Beslut::EnligtForslag(_)) {
            let message = format!("§ {} beslutas enligt förslag, men förslag saknas", one.nummer);
            context
                .finding(&format!("{at}/beslut"), "", message)
                .hint("skriv förslaget under forslag, eller beslutet i ord")
        } else {
            let message = format!("§ {} saknar beslut", one.nummer);
            let hint = "skriv beslut = [\"..\"]; utgick ärendet: utgar = true; annars arendetyp = \"formellt\" eller \
                        \"information\"";
            // What was written before the meeting may have been only to tell.
            let is_prepared = one.sammanfattning.is_some() && !is_dealt_with;
            let level = if is_prepared { Level::Varning } else { Level::Fel };
            context.finding(&format!("{at}/nummer"), "", message).hint(hint).level(level)
        };
        found.push(finding);
    }
    found
}

fn utgar_avgjord(context: &Context<'_>) -> Vec<Finding> {
    const UTGAR: &[&str] =
        &["utgå", "utgick", "dras", "drogs", "stryk", "lyfts", "flytta", "tas bort", "bordlägg", "skjuts"];
    let is_about_that = |sats: &String| UTGAR.iter().any(|stem| sats.to_lowercase().contains(stem));
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["utgar", "beslut", "votering", "reservationer"]) {
        let decides = matches!(one.beslut, Beslut::EnligtForslag(_)) || !satser(one).iter().all(is_about_that);
        let (key, what) = match (one.utgar, decides, one.votering.is_empty(), one.reservationer.is_empty()) {
            (false, ..) | (true, false, true, true) => continue,
            (true, true, ..) => ("beslut", "ett beslut i sak"),
            (true, false, false, _) => ("votering/0", "en omröstning"),
            (true, false, true, false) => ("reservationer/0", "en reservation"),
        };
        let message = format!("§ {} utgår men har {what}", one.nummer);
        let finding = context
            .finding(&format!("{at}/{key}"), "", message)
            .also(context.label(&format!("{at}/utgar"), "utgår"))
            .hint("ta bort utgar = true om ärendet avgjordes, annars det som inte hände");
        found.push(finding);
    }
    found
}

fn beslut_punkt(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["beslut", "forslag"]) {
        let all = satser(one);
        let leads_in = |i: usize| all.get(i + 1).is_some_and(|next| next.trim_start().starts_with(char::is_lowercase));
        let open = all.iter().enumerate().filter(|(i, sats)| lacks_end(sats) && !leads_in(*i));
        for (i, _) in open {
            let message = format!("beslutssats {} i § {} slutar utan punkt", i + 1, one.nummer);
            found.push(context.finding(&place(&at, one, i), "", message).hint("avsluta satsen med punkt"));
        }
    }
    found
}

/// A whole sentence without its end. A clause that starts in lower case ("att motionen …") goes on from words before it,
/// and a list or table in it may end it: then either its last line or the words before it have an end.
pub(super) fn lacks_end(sats: &str) -> bool {
    let text = sats.trim();
    let is_whole = text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    let is_part = |line: &&str| {
        let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
        line.starts_with(['|', '-', '*', '•']) || (bare.len() < line.len() && bare.starts_with(". "))
    };
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).rev();
    let before = lines().find(|line| !is_part(line));
    is_whole && !lines().next().is_some_and(has_end) && !before.is_some_and(has_end)
}

fn has_end(line: &str) -> bool {
    let end = line.trim_end_matches([')', ']', '”', '"', '’', '\'', '»', '*', '_', '`']).chars().next_back();
    end.is_some_and(|end| matches!(end, '.' | '!' | '?' | ':' | ';' | ',' | '…'))
}

fn beslut_hanvisar(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["beslut", "forslag"]) {
        for (i, sats) in satser(one).iter().enumerate() {
            let Some(words) = leans_on(sats) else { continue };
            let message =
                format!("beslutssats {} i § {} säger \"{words}\" och går inte att läsa för sig", i + 1, one.nummer);
            let hint = "skriv ut vad som beslutas, eller bilagans nummer och namn";
            found.push(context.finding(&place(&at, one, i), "", message).hint(hint));
        }
    }
    found
}

/// The words by which a sentence leans on something outside it. "enligt bilaga 2" names what it means.
fn leans_on(sats: &str) -> Option<&'static str> {
    let text = sats.to_lowercase();
    let plain = ["enligt ovan", "föreliggande förslag"].into_iter().find(|words| text.contains(words));
    plain.or_else(|| {
        let (_, after) = text.split_once("enligt bilaga")?;
        let is_named = after
            .trim_start_matches("n ")
            .trim_start()
            .starts_with(|c: char| c.is_alphanumeric() || "\"”§".contains(c));
        (!is_named || after.starts_with("n ")).then_some("enligt bilaga")
    })
}

fn motion_avgjord_i_namnd(context: &Context<'_>) -> Vec<Finding> {
    const AVGOR: &[&str] =
        &["motionen avslås", "motionen bifalls", "motionen anses besvarad", "avslår motionen", "bifaller motionen"];
    const LAMNAR_VIDARE: &[&str] =
        &["föreslå", "tillstyrk", "avstyrk", "yttra", "översänd", "överlämna", "lämnas till"];
    let organ = context.organ_typ();
    if !organ.is_some_and(|typ| is_namnd(typ) || matches!(typ, OrganTyp::Utskott | OrganTyp::Beredning)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["beslut", "forslag"]) {
        let ingresser = one.beslutsgrupper.iter().map(|group| &group.ingress);
        let text = satser(one).iter().chain(ingresser).map(|sats| sats.to_lowercase()).collect::<Vec<_>>().join(" ");
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if has(AVGOR) && !has(LAMNAR_VIDARE) {
            let message = format!("§ {} avgör en motion, men det gör fullmäktige", one.nummer);
            let hint = "skriv vad nämnden föreslår fullmäktige, eller att den tillstyrker ett förslag";
            found.push(context.finding(&place(&at, one, 0), "", message).hint(hint));
        }
    }
    found
}

fn beslut_som_forslag(context: &Context<'_>) -> Vec<Finding> {
    let is_same =
        |one: &Paragraf| matches!(&one.beslut, Beslut::Satser(satser) if !satser.is_empty() && *satser == one.forslag);
    let paragrafer = context.paragrafer(&["beslut", "forslag"]);
    let same: Vec<_> = paragrafer.iter().filter(|(_, one)| is_same(one)).collect();
    let Some((at, _)) = same.first() else { return Vec::new() };
    let numbers: Vec<u32> = same.iter().map(|(_, one)| one.nummer).collect();
    let message = format!("beslutet är förslaget ordagrant i {}", paragraftecken(&numbers));
    let hint = "beslut = \"enligt förslag\" ger samma text utan att den skrivs två gånger";
    vec![context.finding(&format!("{at}/beslut"), "", message).hint(hint)]
}

fn omedelbar_justering(context: &Context<'_>) -> Vec<Finding> {
    if !context.organ_typ().is_some_and(is_under_kommunallagen) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["beslut", "forslag", "omedelbart-justerad"]) {
        let nummer = one.nummer;
        let (key, message, hint) = match (one.omedelbart_justerad, satser(one).iter().any(|sats| says_omedelbar(sats)))
        {
            (true, false) => (
                "omedelbart-justerad",
                format!("§ {nummer} är omedelbart justerad, men beslutet säger det inte"),
                "lägg till en sista beslutssats: \"Paragrafen förklaras omedelbart justerad.\"",
            ),
            (false, true) => (
                "beslut",
                format!("§ {nummer} beslutas omedelbart justerad, men saknar omedelbart-justerad = true"),
                "skriv omedelbart-justerad = true, så att paragrafen får ett eget protokoll",
            ),
            (true, true) | (false, false) => continue,
        };
        found.push(context.finding(&format!("{at}/{key}"), "", message).hint(hint));
    }
    found
}
