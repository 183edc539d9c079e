//! V72: personnummer in the texts of a case, before anything is made of it. Found as in what is sent by mail.

use crate::case::personnummer::{Kind, find};
use crate::diag::{Label, Level};

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "V72",
    code: "personnummer",
    title: "ingen text innehåller ett personnummer eller samordningsnummer",
    level: Level::Varning,
    basis: Lagrum::Ingen,
    excusable: false,
    check: personnummer,
}];

/// One finding a text and number: a number in two §§ is to be taken out of both.
fn personnummer(context: &Context<'_>) -> Vec<Finding> {
    let places = &context.case.places;
    let mut found = Vec::new();
    for span in places.values.values() {
        let Some(text) = places.source.text.get(span.clone()).filter(|text| text.starts_with(['"', '\''])) else {
            continue;
        };
        for one in find(text) {
            let what = match one.kind {
                Kind::Personnummer => "ett personnummer",
                Kind::Samordningsnummer => "ett samordningsnummer",
                Kind::Mobilnummer => continue,
            };
            let label =
                Label { source: std::sync::Arc::clone(&places.source), span: span.clone(), text: String::new() };
            found.push(
                Finding::at(label, format!("texten innehåller {what} ({})", one.shown))
                    .hint("ta bort numret: det publiceras aldrig, och ett utdrag med det skickas inte med e-post")
                    .hint("behövs det för att veta vem beslutet gäller: skriv det i ärendet, inte i protokollet"),
            );
        }
    }
    found
}
