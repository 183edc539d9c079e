//! V06: which §§ belong to which day of a meeting that goes on for more than one.

use crate::case::sammantrade::{Dag, Paragraf};
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::intervall::{Intervall, paragraftecken};
use super::lagrum::Lagrum;
use super::tjanstgoring::Meeting;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "V06",
    code: "dag-fel",
    title: "varje paragraf hör till en dag av sammanträdet, när dagarna anges",
    level: Level::Fel,
    basis: Lagrum::Ingen,
    excusable: false,
    check: dag_fel,
}];

fn dag_fel(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    if meeting.sammantrade.dag.is_empty() || context.is_damaged(&["/dag", "/datum", "/slutdatum", "/paragraf"]) {
        return Vec::new();
    }
    let days = meeting.sammantrade.dag.iter().enumerate();
    let found: Vec<Finding> = days.filter_map(|(i, day)| outside_or_unreadable(context, meeting, i, day)).collect();
    // Which §§ are left over can be known only when all intervals are read.
    if found.is_empty() { astray(context, meeting).into_iter().collect() } else { found }
}

fn outside_or_unreadable(context: &Context<'_>, meeting: &Meeting<'_>, i: usize, day: &Dag) -> Option<Finding> {
    if let Err(wrong) = Intervall::parse(&day.paragrafer) {
        let message = format!("paragraferna den {} går inte att läsa: {}", day.datum, wrong.del);
        let hint = "skriv nummer och intervall: \"126-140\"";
        return Some(context.finding(&format!("/dag/{i}/paragrafer"), "", message).hint(hint));
    }
    let (first, last) = (meeting.sammantrade.datum, meeting.last_day().unwrap_or(meeting.sammantrade.datum));
    if (first..=last).contains(&day.datum) {
        return None;
    }
    let message = format!("dagen {} är inte en av sammanträdets dagar", day.datum);
    let hint = "rätta dagen, eller skriv sammanträdets sista dag som slutdatum";
    let finding = context.finding(&format!("/dag/{i}/datum"), "", message);
    Some(finding.also(context.label("/datum", "första dagen")).hint(hint))
}

/// The §§ that stand under no day, or under several.
fn astray(context: &Context<'_>, meeting: &Meeting<'_>) -> Option<Finding> {
    let read: Vec<Intervall> =
        meeting.sammantrade.dag.iter().filter_map(|day| Intervall::parse(&day.paragrafer).ok()).collect();
    let count = |one: &Paragraf| read.iter().filter(|day| day.contains(one.nummer)).count();
    let paragrafer = context.paragrafer(&[]);
    let wrong: Vec<_> = paragrafer.iter().filter(|(_, one)| count(one) != 1).collect();
    let (at, _) = wrong.first()?;
    let numbers: Vec<u32> = wrong.iter().map(|(_, one)| one.nummer).collect();
    let message = format!("{} hör inte till en dag, och bara en", paragraftecken(&numbers));
    Some(
        context
            .finding(&format!("{at}/nummer"), "", message)
            .hint("skriv paragrafen under den [[dag]] den behandlades"),
    )
}
