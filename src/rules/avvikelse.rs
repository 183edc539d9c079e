//! `[[avvikelse]]`: a fact that is against the law and still happened, named with a reason.
//! Turns excusable errors into noted warnings; faults of the file stay errors, and an excuse must excuse something.

use crate::diag::{Diagnostic, Level};

use super::context::{Context, Finding};
use super::lagrum::Lagrum;
use super::{Rule, gissning, rules};

/// A fault against the law that the case names with a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The rule's code.
    pub regel: &'static str,
    /// What the rule found.
    pub meddelande: String,
    /// Where the law says so.
    pub grund: Option<String>,
    /// The secretary's reason, CommonMark.
    pub skal: String,
    /// The §§ it concerns; empty for the whole meeting.
    pub paragrafer: Vec<u32>,
    /// True when it is printed in the minutes and their leaf 0; false for what happens after the meeting.
    pub i_protokollet: bool,
}

const ONODIG: &str = "avvikelse-onodig";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "–",
        code: "avvikelse-fel",
        title: "en `[[avvikelse]]` gäller en regel som kan ursäktas, och en paragraf som finns",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: avvikelser,
    },
    Rule {
        id: "–",
        code: ONODIG,
        title: "en `[[avvikelse]]` motsvaras av ett fel",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: |_| Vec::new(), // known only when all other rules have spoken: `unused`
    },
];

/// Findings as diagnostics, excusable errors that the case names as noted warnings.
pub(super) fn excuse(context: &Context<'_>, found: Vec<(&'static Rule, Finding)>) -> (Vec<Diagnostic>, Vec<Noted>) {
    let organ = context.organ_typ();
    let mut used = vec![false; avvikelse_count(context)];
    let (mut diagnostics, mut noted, mut offered) = (Vec::new(), Vec::new(), Vec::new());
    for (rule, mut finding) in found {
        if finding.weight(rule) == Level::Fel
            && let Some((at, skal)) = excuse_of(context, rule, &finding)
        {
            used.iter_mut().zip(&at).filter(|(_, hit)| **hit).for_each(|(one, _)| *one = true);
            noted.push(note(rule, &finding, organ, skal));
            finding = finding.level(Level::Varning).hint("avvikelsen är noterad med sitt skäl under [[avvikelse]]");
        } else if rule.excusable && finding.weight(rule) == Level::Fel && !offered.contains(&rule.code) {
            // Once a rule: where ten names are misspelt, nine offers to excuse them would only be in the way.
            offered.push(rule.code);
            let offer = offer(rule, &finding);
            finding = finding.hint(offer);
        }
        diagnostics.push(finding.into_diagnostic(rule, organ));
    }
    diagnostics.extend(unused(context, &used));
    (diagnostics, noted)
}

/// The lines that excuse the finding, to be written as they stand: the one place that says how.
fn offer(rule: &Rule, finding: &Finding) -> String {
    let paragraf = match finding.paragrafer.as_slice() {
        [one] => format!("\nparagraf = {one}"),
        _ => String::new(),
    };
    format!(
        "var det så det gick till, skriv sist i filen, med skälet:\n[[avvikelse]]\nregel = \"{}\"{paragraf}\nskal = \"..\"",
        rule.code
    )
}

fn note(rule: &Rule, finding: &Finding, organ: Option<crate::case::myndighet::OrganTyp>, skal: String) -> Noted {
    Noted {
        regel: rule.code,
        meddelande: finding.message().to_owned(),
        grund: rule.basis.citation(organ),
        skal,
        paragrafer: finding.paragrafer.clone(),
        i_protokollet: matches!(rule.id, "V02" | "V10" | "V15"),
    }
}

fn avvikelse_count(context: &Context<'_>) -> usize {
    context.meeting.as_ref().map_or(0, |meeting| meeting.sammantrade.avvikelse.len())
}

/// Which `[[avvikelse]]` excuse the finding, and the reason of the first: one for the whole meeting, or one for each §.
fn excuse_of(context: &Context<'_>, rule: &Rule, finding: &Finding) -> Option<(Vec<bool>, String)> {
    if !rule.excusable {
        return None;
    }
    let avvikelser = &context.meeting.as_ref()?.sammantrade.avvikelse;
    let hit: Vec<bool> = avvikelser
        .iter()
        .map(|one| one.regel == rule.code && one.paragraf.is_none_or(|n| finding.paragrafer.contains(&n)))
        .collect();
    let hits = || avvikelser.iter().zip(&hit).filter(|(_, hit)| **hit).map(|(one, _)| one);
    let whole = hits().any(|one| one.paragraf.is_none());
    let each =
        !finding.paragrafer.is_empty() && finding.paragrafer.iter().all(|n| hits().any(|one| one.paragraf == Some(*n)));
    let skal = hits().find(|one| !one.skal.trim().is_empty())?.skal.clone();
    (whole || each).then_some((hit, skal))
}

fn avvikelser(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in meeting.sammantrade.avvikelse.iter().enumerate() {
        let place = format!("/avvikelse/{at}/regel");
        if context.is_damaged(&[&place]) {
            continue;
        }
        match rules().find(|rule| rule.code == one.regel) {
            None => {
                let codes = rules().filter(|rule| rule.excusable).map(|rule| rule.code);
                let of_number = rules().find(|rule| rule.excusable && rule.id.eq_ignore_ascii_case(&one.regel));
                let guess = match of_number {
                    Some(rule) => Some(format!("menade du \"{}\"?", rule.code)),
                    None => gissning::did_you_mean(&one.regel, codes),
                };
                let message = format!("okänd regel i avvikelsen: {}", one.regel);
                found.push(context.finding(&place, "", message).hint_if(guess));
            }
            Some(rule) if !rule.excusable => {
                let message =
                    format!("regeln {} kan inte ursäktas: felet ligger i filen och ska rättas där", rule.code);
                found.push(context.finding(&place, "", message).hint("rätta felet och ta bort avvikelsen"));
            }
            Some(_) => found.extend(faulty_details(context, at)),
        }
    }
    found
}

fn faulty_details(context: &Context<'_>, at: usize) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let Some(one) = meeting.sammantrade.avvikelse.get(at) else { return Vec::new() };
    let mut found = Vec::new();
    let paragraf = format!("/avvikelse/{at}/paragraf");
    if let Some(nummer) = one.paragraf
        && !meeting.numbers().contains(&nummer)
        && !context.is_damaged(&[&paragraf, "/paragraf"])
    {
        let message = format!("avvikelsen gäller § {nummer}, som inte finns i protokollet");
        found.push(context.finding(&paragraf, "", message).hint("skriv en paragraf ur filen, eller ta bort raden"));
    }
    found
}

/// True where what the rule is about is known from signatures and register, and not yet from the case.
fn comes_later(context: &Context<'_>, code: &str) -> bool {
    let Some(meeting) = &context.meeting else { return false };
    let case = meeting.sammantrade;
    let adjusted = case.justering.as_ref().is_some_and(|justering| justering.datum.is_some());
    rules().filter(|rule| rule.code == code).any(|rule| match rule.id {
        "V40" => !adjusted,
        "V43" => !adjusted || case.anslag.is_empty(),
        _ => false,
    })
}

/// Warnings for excuses of a known rule that excuse nothing.
fn unused(context: &Context<'_>, used: &[bool]) -> Vec<Diagnostic> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    if !context.case.places.damaged.is_empty() {
        return Vec::new();
    }
    let avvikelser = meeting.sammantrade.avvikelse.iter().zip(used).enumerate();
    avvikelser
        .filter(|(_, (one, used))| !**used && rules().any(|rule| rule.excusable && rule.code == one.regel))
        .filter(|(_, (one, _))| one.paragraf.is_none_or(|nummer| meeting.numbers().contains(&nummer)))
        .filter(|(_, (one, _))| !comes_later(context, &one.regel))
        .map(|(at, (one, _))| {
            Diagnostic::warning(ONODIG, format!("avvikelsen {} ursäktar inget: regeln är följd", one.regel))
                .at(context.label(&format!("/avvikelse/{at}"), ""))
                .hint("ta bort avvikelsen")
        })
        .collect()
}
