//! V29, V30: who gets the decision, said outright, once each, by an id that exists.

use crate::case::Content;
use crate::case::myndighet::Kanal;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::gissning::did_you_mean;
use super::intervall::paragraftecken;
use super::lagrum::Lagrum;
use super::paragraf::is_formal;

const fn rule(id: &'static str, code: &'static str, level: Level, title: &'static str, check: Check) -> Rule {
    Rule { id, code, title, level, basis: Lagrum::Ingen, excusable: false, check }
}

type Check = fn(&Context<'_>) -> Vec<Finding>;

pub(super) const RULES: &[Rule] = &[
    rule(
        "V29",
        "expediering-saknas",
        Level::Varning,
        "det står vilka som får beslutet, eller `expedieras-till = []`",
        saknas,
    ),
    rule("V29", "mottagare-tom", Level::Varning, "ingen mottagare är tom eller bara ett streck", tom),
    rule("V30", "mottagare-okand", Level::Fel, "en mottagare skriven som id finns i myndighet.toml", okand),
    rule("V30", "mottagare-flera", Level::Varning, "varje mottagare står för sig", flera),
    rule(
        "V30",
        "sekretess-med-epost",
        Level::Varning,
        "en paragraf med sekretess har ingen mottagare som får sitt med e-post",
        sekretess_med_epost,
    ),
    rule("V30", "mottagare-dubbel", Level::Varning, "ingen mottagare står två gånger", dubbel),
];

/// True for a kebab-case word: an id. Anything else is text as written.
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// Pointer and recipients of each list in the case.
fn lists<'a>(context: &Context<'a>) -> Vec<(String, &'a [String])> {
    match &context.case.value {
        Content::Sammantrade(_) => {
            let all = context.paragrafer(&["expedieras-till"]).into_iter();
            all.filter_map(|(at, one)| Some((format!("{at}/expedieras-till"), one.expedieras_till.as_deref()?)))
                .collect()
        }
        Content::Tjansteskrivelse(one) if !context.is_damaged(&["/utdrag-till"]) => {
            vec![("/utdrag-till".to_owned(), one.utdrag_till.as_slice())]
        }
        Content::Tjansteskrivelse(_) | Content::Kallelse(_) => Vec::new(),
    }
}

fn saknas(context: &Context<'_>) -> Vec<Finding> {
    let paragrafer = context.paragrafer(&["expedieras-till", "rubrik"]);
    let silent: Vec<_> = paragrafer
        .iter()
        .filter(|(_, one)| one.expedieras_till.is_none() && !one.utgar && !is_formal(one) && one.sekretess.is_none())
        .collect();
    let Some((at, _)) = silent.first() else { return Vec::new() };
    let numbers: Vec<u32> = silent.iter().map(|(_, one)| one.nummer).collect();
    let message = format!("det står inte vilka som får beslutet i {}", paragraftecken(&numbers));
    let hint = "skriv expedieras-till = [\"..\"], eller expedieras-till = [] om ingen ska ha det";
    vec![context.finding(&format!("{at}/nummer"), "", message).hint(hint)]
}

fn tom(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, list) in lists(context) {
        let empty = list.iter().enumerate().filter(|(_, text)| text.chars().all(|c| !c.is_alphanumeric()));
        let hint = "skriv en tom lista om ingen ska ha beslutet: expedieras-till = []";
        found.extend(empty.map(|(i, _)| context.finding(&format!("{at}/{i}"), "", "mottagaren är tom").hint(hint)));
    }
    found
}

fn okand(context: &Context<'_>) -> Vec<Finding> {
    let myndighet = &context.workspace.myndighet.value;
    let ids = || {
        let of_mottagare = myndighet.mottagare.iter().map(|one| one.id.as_str());
        of_mottagare.chain(myndighet.organ.iter().map(|one| one.id.as_str()))
    };
    let mut found = Vec::new();
    for (at, list) in lists(context) {
        let unknown = list.iter().enumerate().filter(|(_, text)| is_id(text) && !ids().any(|id| id == text.as_str()));
        for (i, id) in unknown {
            let message = format!("mottagaren {id} finns inte i myndighet.toml");
            let capital: String = id.chars().take(1).flat_map(char::to_uppercase).chain(id.chars().skip(1)).collect();
            let as_text = format!(
                "lägg till [[mottagare]] med id = \"{id}\", eller skriv ett namn med stor bokstav: \"{capital}\""
            );
            found.push(
                context.finding(&format!("{at}/{i}"), "", message).hint_if(did_you_mean(id, ids())).hint(as_text),
            );
        }
    }
    found
}

/// One recipient that reads as several: a quotation mark went astray, or all were written as one text.
fn flera(context: &Context<'_>) -> Vec<Finding> {
    let myndighet = &context.workspace.myndighet.value;
    let is_known = |part: &str| {
        let of_mottagare = myndighet.mottagare.iter().any(|one| one.id == part || one.namn == part);
        of_mottagare || myndighet.organ.iter().any(|one| one.id == part || one.namn == part)
    };
    let quotes: &[char] = &['"', '”', '“', '„'];
    let mut found = Vec::new();
    for (at, list) in lists(context) {
        for (i, text) in list.iter().enumerate().filter(|(_, text)| !is_id(text)) {
            let parts = text.split([',', ';']).flat_map(|part| part.split(" och "));
            let parts: Vec<&str> =
                parts.map(|part| part.trim_matches(|c: char| c.is_whitespace() || quotes.contains(&c))).collect();
            if parts.len() < 2 || !parts.iter().any(|part| is_known(part)) {
                continue;
            }
            let each: Vec<String> =
                parts.iter().filter(|part| !part.is_empty()).map(|part| format!("\"{part}\"")).collect();
            let message = format!("mottagaren {text} ser ut att vara flera");
            let hint = format!("skriv dem var för sig: {}", each.join(", "));
            found.push(context.finding(&format!("{at}/{i}"), "", message).hint(hint));
        }
    }
    found
}

/// What is secret never goes by mail: whoever sends it is stopped then, and may as well know now.
fn sekretess_med_epost(context: &Context<'_>) -> Vec<Finding> {
    let mottagare = &context.workspace.myndighet.value.mottagare;
    let by_mail = |id: &String| mottagare.iter().find(|one| one.id == *id && one.kanal == Some(Kanal::EPost));
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["expedieras-till", "sekretess"]) {
        let Some(list) = one.expedieras_till.as_deref().filter(|_| one.sekretess.is_some()) else { continue };
        for (i, to) in list.iter().enumerate().filter_map(|(i, id)| Some((i, by_mail(id)?))) {
            let message = format!(
                "§ {} har sekretess, men {} får sina utdrag med e-post: dit skickas det aldrig",
                one.nummer, to.namn
            );
            let finding = context.finding(&format!("{at}/expedieras-till/{i}"), "", message).paragraf(one.nummer);
            found.push(
                finding
                    .hint("lägg till en mottagare för samma enhet med kanal = \"brev\", \"internt\" eller \"överlämnas\", och skriv dess id här")
                    .hint("eller lämna utdraget själv, och för in det: utdrag expediera UTDRAG --för-hand MOTTAGARE"),
            );
        }
    }
    found
}

fn dubbel(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, list) in lists(context) {
        for (i, name) in list.iter().enumerate() {
            let same = |other: &String| other.to_lowercase() == name.to_lowercase();
            if let Some(first) = list.iter().take(i).position(same) {
                let finding = context
                    .finding(&format!("{at}/{i}"), "", format!("mottagaren {name} står två gånger"))
                    .also(context.label(&format!("{at}/{first}"), "första gången"))
                    .hint("ta bort den ena");
                found.push(finding);
            }
        }
    }
    found
}
