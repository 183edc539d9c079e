//! Tjänsteskrivelser (domain 3.7): a proposal that can be copied into the minutes, and somebody who signs it.

use crate::diag::Level;

use super::Rule;
use super::beslut::lacks_end;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

const fn rule(code: &'static str, title: &'static str, check: fn(&Context<'_>) -> Vec<Finding>) -> Rule {
    Rule { id: "V13", code, title, level: Level::Varning, basis: Lagrum::Ingen, excusable: false, check }
}

pub(super) const RULES: &[Rule] = &[
    rule("skrivelse-utan-forslag", "en tjänsteskrivelse slutar i ett förslag till beslut", utan_forslag),
    rule("skrivelse-forslag-punkt", "ett förslag som är en hel mening slutar med skiljetecken", forslag_punkt),
    Rule {
        id: "–",
        ..rule("undertecknare-saknas", "en tjänsteskrivelse har någon som undertecknar", undertecknare_saknas)
    },
];

fn utan_forslag(context: &Context<'_>) -> Vec<Finding> {
    let Some(skrivelse) = context.skrivelse().filter(|_| !context.is_damaged(&["/forslag"])) else { return Vec::new() };
    let is_empty = skrivelse.forslag.iter().all(|sats| sats.trim().is_empty());
    let hint = "skriv forslag = [\"..\"]: det som nämnden ska besluta, ord för ord";
    let finding = || context.finding("/rubrik", "", "tjänsteskrivelsen saknar förslag till beslut").hint(hint);
    is_empty.then(finding).into_iter().collect()
}

fn forslag_punkt(context: &Context<'_>) -> Vec<Finding> {
    let Some(skrivelse) = context.skrivelse().filter(|_| !context.is_damaged(&["/forslag"])) else { return Vec::new() };
    let open = skrivelse.forslag.iter().enumerate().filter(|(_, sats)| !sats.trim().is_empty() && lacks_end(sats));
    let finding = |i: usize| {
        let message = format!("förslag {} slutar utan punkt", i + 1);
        context
            .finding(&format!("/forslag/{i}"), "", message)
            .hint("avsluta satsen med punkt: den blir beslutssats i protokollet")
    };
    open.map(|(i, _)| finding(i)).collect()
}

fn undertecknare_saknas(context: &Context<'_>) -> Vec<Finding> {
    let Some(skrivelse) = context.skrivelse().filter(|_| !context.is_damaged(&["/undertecknare"])) else {
        return Vec::new();
    };
    let hint = "skriv undertecknare = [{ namn = \"..\", titel = \"..\" }]";
    let finding = || context.finding("/rubrik", "", "tjänsteskrivelsen saknar undertecknare").hint(hint);
    skrivelse.undertecknare.is_empty().then(finding).into_iter().collect()
}
