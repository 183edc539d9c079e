//! V05, V11, V12: § numbers and diarienummer.

use std::collections::BTreeMap;

use crate::case::Content;
use crate::case::sammantrade::{Arendetyp, Paragraf};
use crate::diag::Level;

use super::Rule;
use super::beslut::satser;
use super::context::{Context, Finding};
use super::intervall::paragraftecken;
use super::lagrum::{Lagrum, is_under_kommunallagen};
use crate::case::index::{same_diarienummer, same_rubrik};

const fn rule(id: &'static str, code: &'static str, level: Level, title: &'static str, check: Check) -> Rule {
    Rule { id, code, title, level, basis: Lagrum::Ingen, excusable: false, check }
}

type Check = fn(&Context<'_>) -> Vec<Finding>;

pub(super) const RULES: &[Rule] = &[
    rule(
        "V05",
        "paragraf-ordning",
        Level::Fel,
        "paragraferna står i nummerordning, från 1 och uppåt",
        paragraf_ordning,
    ),
    rule("V05", "paragraf-dubbel", Level::Fel, "ett paragrafnummer används en gång per organ och år", paragraf_dubbel),
    rule("V05", "paragraf-lucka", Level::Varning, "paragrafnumren löper utan luckor", paragraf_lucka),
    rule(
        "V05",
        "paragraf-fore-forra-motet",
        Level::Varning,
        "numren fortsätter där organets förra sammanträde samma år slutade",
        paragraf_fore_forra_motet,
    ),
    rule(
        "V11",
        "diarienummer-saknas",
        Level::Varning,
        "en paragraf som inte är formell och en tjänsteskrivelse har ett diarienummer",
        diarienummer_saknas,
    ),
    rule(
        "V12",
        "diarienummer-skiljer",
        Level::Varning,
        "samma ärende har samma diarienummer i tjänsteskrivelse, kallelse och protokoll",
        diarienummer_skiljer,
    ),
];

fn paragraf_ordning(context: &Context<'_>) -> Vec<Finding> {
    let paragrafer = context.paragrafer(&[]);
    let mut found = Vec::new();
    if let Some((at, _)) = paragrafer.iter().find(|(_, one)| one.nummer == 0) {
        found.push(context.finding(&format!("{at}/nummer"), "", "paragrafnummer börjar på 1").hint("rätta numret"));
    }
    for ((before, first), (at, second)) in paragrafer.iter().zip(paragrafer.iter().skip(1)) {
        if second.nummer < first.nummer {
            let message = format!("§ {} står efter § {}", second.nummer, first.nummer);
            let finding = context
                .finding(&format!("{at}/nummer"), "", message)
                .also(context.label(&format!("{before}/nummer"), "paragrafen före"))
                .hint("rätta numret, eller flytta paragrafen");
            found.push(finding);
        }
    }
    found
}

fn paragraf_dubbel(context: &Context<'_>) -> Vec<Finding> {
    let paragrafer = context.paragrafer(&[]);
    let mut found = Vec::new();
    for (position, (at, one)) in paragrafer.iter().enumerate() {
        if let Some((first, _)) = paragrafer.iter().take(position).find(|(_, other)| other.nummer == one.nummer) {
            let also = context.label(&format!("{first}/nummer"), "den första");
            let finding = context.finding(&format!("{at}/nummer"), "", format!("§ {} finns redan", one.nummer));
            found.push(finding.also(also).hint("rätta numret: det löper per organ och år"));
        }
    }
    if !context.is_damaged(&["/organ", "/datum"]) {
        found.extend(in_other_files(context, &paragrafer));
    }
    found
}

/// §§ whose numbers another meeting of the organ and year has too: one finding a file, however many they are.
fn in_other_files(context: &Context<'_>, paragrafer: &[(String, &Paragraf)]) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let mut shared: BTreeMap<usize, Vec<(&str, u32, usize)>> = BTreeMap::new();
    for (at, one) in paragrafer {
        let key = (meeting.sammantrade.organ.clone(), meeting.sammantrade.datum.0.year(), one.nummer);
        for (case, there) in context.index.paragrafer.get(&key).into_iter().flatten() {
            shared.entry(*case).or_default().push((at, one.nummer, *there));
        }
    }
    let mut found = Vec::new();
    for (case, hits) in shared {
        let Some(case) = context.workspace.cases.get(case).filter(|case| case.path != context.case.path) else {
            continue;
        };
        let (Some((at, _, there)), Content::Sammantrade(other)) = (hits.first(), &case.value) else { continue };
        let mut numbers: Vec<u32> = hits.iter().map(|(_, nummer, _)| *nummer).collect();
        numbers.dedup();
        let pointer = crate::case::pointer::Pointer::parse(&format!("/paragraf/{there}/nummer"));
        let message = format!("{} finns redan i en annan fil för samma organ och år", paragraftecken(&numbers));
        let hint = if other.datum == meeting.sammantrade.datum {
            "är den ena filen en kopia, flytta ut den ur arbetsmappen; annars rätta datum och nummer i den nya"
        } else {
            "rätta numren: de löper per organ och år"
        };
        let finding = context.finding(&format!("{at}/nummer"), "", message);
        found.push(finding.also(case.places.label(&pointer, "den andra filen")).hint(hint));
    }
    found
}

fn paragraf_lucka(context: &Context<'_>) -> Vec<Finding> {
    if context.is_damaged(&["/paragraf"]) {
        return Vec::new();
    }
    let paragrafer = context.paragrafer(&[]);
    let gaps = || {
        let pairs = paragrafer.iter().zip(paragrafer.iter().skip(1));
        pairs.filter(|((_, first), (_, second))| second.nummer > first.nummer.saturating_add(1))
    };
    let Some((_, (at, _))) = gaps().next() else { return Vec::new() };
    let missing: Vec<u32> = gaps().flat_map(|((_, a), (_, b))| (a.nummer + 1..b.nummer).take(50)).collect();
    let message = format!("{} saknas mellan paragraferna", paragraftecken(&missing));
    let hint = "en paragraf som utgått skrivs med utgar = true, så att numren inte får luckor";
    vec![context.finding(&format!("{at}/nummer"), "", message).hint(hint)]
}

fn paragraf_fore_forra_motet(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let one = meeting.sammantrade;
    let paragrafer = context.paragrafer(&[]);
    let Some((at, first)) = paragrafer.iter().min_by_key(|(_, one)| one.nummer) else { return Vec::new() };
    if context.is_damaged(&["/organ", "/datum"]) {
        return Vec::new();
    }
    let new_year = crate::case::text::Datum(one.datum.0.first_of_year());
    let range = (one.organ.clone(), new_year)..(one.organ.clone(), one.datum);
    let Some((_, cases)) = context.index.moten.range(range).next_back() else { return Vec::new() };
    let others = cases.iter().filter_map(|case| context.workspace.cases.get(*case));
    for case in others.filter(|case| case.path != context.case.path) {
        let Content::Sammantrade(before) = &case.value else { continue };
        let Some((there, last)) = before.paragraf.iter().enumerate().max_by_key(|(_, one)| one.nummer) else {
            continue;
        };
        if last.nummer > first.nummer {
            let pointer = crate::case::pointer::Pointer::parse(&format!("/paragraf/{there}/nummer"));
            let message =
                format!("§ {} är lägre än sista paragrafen {}, § {}", first.nummer, before.datum, last.nummer);
            let also = case.places.label(&pointer, "förra sammanträdet");
            let hint = "kontrollera numren och datumen: paragraferna löper genom året";
            return vec![context.finding(&format!("{at}/nummer"), "", message).also(also).hint(hint)];
        }
    }
    Vec::new()
}

fn diarienummer_saknas(context: &Context<'_>) -> Vec<Finding> {
    let is_blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    let hint = "skriv diarienummer = \"..\"";
    if let Some(skrivelse) = context.skrivelse() {
        let is_missing = is_blank(&skrivelse.diarienummer) && !context.is_damaged(&["/diarienummer"]);
        let finding = || context.finding("/rubrik", "", "tjänsteskrivelsen saknar diarienummer").hint(hint);
        return is_missing.then(finding).into_iter().collect();
    }
    if context.organ_typ().is_some_and(|typ| !is_under_kommunallagen(typ)) {
        return Vec::new();
    }
    let paragrafer = context.paragrafer(&["diarienummer"]);
    let without: Vec<_> = paragrafer
        .iter()
        .filter(|(_, one)| is_blank(&one.diarienummer) && !one.utgar && one.sekretess.is_none())
        .filter(|(_, one)| !(is_formal(one) || (satser(one).is_empty() && is_told(one))))
        .collect();
    let Some((at, _)) = without.first() else { return Vec::new() };
    let numbers: Vec<u32> = without.iter().map(|(_, one)| one.nummer).collect();
    let message = format!("{} saknar diarienummer", paragraftecken(&numbers));
    let hint = "skriv diarienummer = \"..\", eller arendetyp = \"formellt\" för upprop och liknande, \"information\" för det som bara redovisas";
    vec![context.finding(&format!("{at}/nummer"), "", message).hint(hint)]
}

/// A § that opens, orders or closes the meeting, or tells something: no diarienummer, and perhaps no decision.
pub(super) fn is_formal(paragraf: &Paragraf) -> bool {
    const STARTS: &[&str] = &[
        "allmänhetens",
        "anmäl",
        "ajournering",
        "delegationsbeslut",
        "delgivning",
        "fastställande av dagordning",
        "frågestund",
        "information",
        "inledning",
        "interpellation",
        "fråga",
        "meddelande",
        "mötet",
        "nästa sammanträde",
        "ordföranden informerar",
        "presentation",
        "presidiet",
        "rapport",
        "redovisning av delegationsbeslut",
        "sammanträdet",
        "upprop",
        "val av justera",
        "avslut",
        "öppnande",
        "övriga",
        "övrigt",
        "jäv",
    ];
    const WORDS: &[&str] = &["justerare", "justering", "föredragningslist", "dagordning", "ärendelist", "upprop"];
    let title = paragraf.rubrik.to_lowercase();
    let by_kind = [Arendetyp::Formellt, Arendetyp::Information, Arendetyp::Delegationsanmalan];
    paragraf.arendetyp.is_some_and(|kind| by_kind.contains(&kind))
        || STARTS.iter().any(|start| title.starts_with(start))
        || WORDS.iter().any(|word| title.contains(word))
}

/// A § where something was told and nothing was to be decided: what happened is written, or there is no diarienummer.
pub(super) fn is_told(paragraf: &Paragraf) -> bool {
    let is_written = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let is_proposed = !paragraf.forslag.is_empty() || !paragraf.yrkanden.is_empty();
    let is_prepared = is_written(&paragraf.sammanfattning) && paragraf.diarienummer.is_none();
    !is_proposed && (is_written(&paragraf.behandling) || is_prepared)
}

fn diarienummer_skiljer(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    if context.is_damaged(&["/organ", "/datum"]) {
        return Vec::new();
    }
    let key = (meeting.sammantrade.organ.clone(), meeting.sammantrade.datum);
    let mut found = Vec::new();
    for (at, paragraf) in context.paragrafer(&["diarienummer", "rubrik"]) {
        let Some(own) = paragraf.diarienummer.as_deref() else { continue };
        let title = same_rubrik(&paragraf.rubrik);
        if is_formal(paragraf) || title.chars().count() < 15 {
            continue;
        }
        let other = in_kallelse(context, &key, &title).or_else(|| in_skrivelse(context, &key, &title));
        let Some((label, theirs, what)) = other else { continue };
        if same_diarienummer(own) != same_diarienummer(&theirs) {
            let message =
                format!("§ {} har diarienummer {own}, men {what} med samma rubrik har {theirs}", paragraf.nummer);
            let hint = "rätta det som är fel: samma ärende har samma diarienummer överallt";
            found.push(context.finding(&format!("{at}/diarienummer"), "", message).also(label).hint(hint));
        }
    }
    found
}

type Other = (crate::diag::Label, String, &'static str);

fn in_kallelse(context: &Context<'_>, key: &(String, crate::case::text::Datum), title: &str) -> Option<Other> {
    let case = context.index.kallelser.get(key)?.iter().find_map(|case| context.workspace.cases.get(*case))?;
    let Content::Kallelse(kallelse) = &case.value else { return None };
    let (at, item) = kallelse.arende.iter().enumerate().find(|(_, item)| same_rubrik(&item.rubrik) == title)?;
    let pointer = crate::case::pointer::Pointer::parse(&format!("/arende/{at}/diarienummer"));
    Some((case.places.label(&pointer, "kallelsen"), item.diarienummer.clone()?, "kallelsen"))
}

fn in_skrivelse(context: &Context<'_>, key: &(String, crate::case::text::Datum), title: &str) -> Option<Other> {
    let hits = context.index.skrivelser_by_rubrik.get(&(key.0.clone(), title.to_owned()))?;
    let [only] = hits.as_slice() else { return None };
    let case = context.workspace.cases.get(*only)?;
    let Content::Tjansteskrivelse(skrivelse) = &case.value else { return None };
    let days = (key.1.0 - skrivelse.datum.0).get_days();
    let pointer = crate::case::pointer::Pointer::parse("/diarienummer");
    let label = case.places.label(&pointer, "tjänsteskrivelsen");
    (-30..=365).contains(&days).then_some((label, skrivelse.diarienummer.clone()?, "tjänsteskrivelsen"))
}
