//! V51: a correction after justering names a § of the minutes, changes something, and says who decided on it.
//! Whether the words it corrects are there is for `document` to say, which knows all that is printed.

use crate::case::sammantrade::Rattelse;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::gissning::guess;
use super::lagrum::Lagrum;
use super::tjanstgoring::{Meeting, Namn};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V51",
        code: "rattelse-fel",
        title: "en rättelse gäller en paragraf som finns, ändrar något, sker efter sammanträdet och är beslutad av någon",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: rattelse_fel,
    },
    Rule {
        id: "V51",
        code: "rattelse-av-okand",
        title: "de som har beslutat en rättelse är med i närvaron",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: rattelse_av_okand,
    },
];

/// The corrections that are whole, with their index.
fn corrections<'a>(context: &'a Context<'_>) -> Vec<(usize, &'a Rattelse, &'a Meeting<'a>)> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    if context.is_damaged(&["/rattelse", "/paragraf", "/datum"]) {
        return Vec::new();
    }
    meeting.sammantrade.rattelse.iter().enumerate().map(|(index, one)| (index, one, meeting)).collect()
}

fn rattelse_fel(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, one, meeting) in corrections(context) {
        let finding = |key: &str, message: String, hint: &str| {
            context.finding(&format!("/rattelse/{index}/{key}"), "", message).hint(hint).paragraf(one.paragraf)
        };
        if !meeting.numbers().contains(&one.paragraf) {
            let message = format!("rättelsen gäller § {}, som inte finns i protokollet", one.paragraf);
            found.push(finding("paragraf", message, "rätta paragrafens nummer"));
        }
        if one.datum < meeting.sammantrade.datum {
            let message = format!("rättelsen {} är före sammanträdet {}", one.datum, meeting.sammantrade.datum);
            found.push(finding("datum", message, "rätta dagen"));
        }
        if one.fran.trim() == one.till.trim() {
            let hint = "skriv i till hur orden ska lyda efter rättelsen";
            found.push(finding("till", "rättelsen ändrar ingenting: fran och till är lika".to_owned(), hint));
        }
        if one.beslutad_av.iter().all(|name| name.trim().is_empty()) {
            let hint = "skriv namnen på dem som har beslutat rättelsen, vanligen ordföranden och justeraren";
            found.push(finding("beslutad-av", "rättelsen säger inte vem som har beslutat den".to_owned(), hint));
        }
    }
    found
}

/// Whoever has since taken over as ordförande may decide too, so a stranger is a warning; a slip of the pen is an error.
fn rattelse_av_okand(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, one, meeting) in corrections(context) {
        let known = |name: &str| {
            meeting.named(name, None) != Namn::Ingen || meeting.sammantrade.sekreterare.as_deref() == Some(name)
        };
        for (at, name) in one.beslutad_av.iter().enumerate().filter(|(_, name)| !name.trim().is_empty() && !known(name))
        {
            let place = format!("/rattelse/{index}/beslutad-av/{at}");
            let persons = meeting.sammantrade.narvaro.iter().map(|one| one.namn.as_str());
            let persons = persons.chain(meeting.sammantrade.sekreterare.as_deref());
            let message = format!("{name}, som har beslutat rättelsen av § {}, finns inte i närvaron", one.paragraf);
            let finding = context.finding(&place, "", message).paragraf(one.paragraf);
            found.push(match guess(name, persons) {
                Some(near) => finding.level(Level::Fel).hint(format!("menade du \"{near}\"?")),
                None => finding
                    .hint("kontrollera namnet; bara den som inte var med men har efterträtt någon ska stå här ändå"),
            });
        }
    }
    found
}
