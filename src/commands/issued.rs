//! What the register says before an extract takes its number: that the same §§ are certified already, and that a series would
//! begin anew where the organ has only got another id.

use std::path::Path;

use super::registers;
use crate::calendar::swedish;
use crate::case::Workspace;
use crate::diag::{Diagnostic, words};
use crate::register::leaf::{digest, hex};
use crate::register::{Entry, Handelse, Lopnummer, Post, Register as _, Search, Sqlite};

/// A certified file lies in the extract's place. With the register, which one it is.
pub(super) fn already(path: &Path, bytes: &[u8], register: Option<&Sqlite>) -> Diagnostic {
    let entries = register.and_then(|register| registers::about(register, bytes).ok()).unwrap_or_default();
    let number = entries.iter().find(|entry| entry.post.handelse == Handelse::Bestyrkt);
    let number = number.and_then(|entry| entry.post.lopnummer.clone());
    let file = words::path(path);
    let as_what = number.as_ref().map(|number| format!(" som {number}")).unwrap_or_default();
    let message = format!("{file} finns redan och är bestyrkt{as_what}; den skrivs inte över");
    let fault = Diagnostic::error("redan-bestyrkt", message).hint(format!("ska det skickas: utdrag expediera {file}"));
    match number {
        Some(number) => fault.hint(format!(
            "ska ett nytt gälla i stället: makulera {number} med utdrag register makulera, och flytta undan filen"
        )),
        None => fault.hint("ska ett nytt gälla i stället: flytta undan filen"),
    }
}

/// What a certification says under `rattelser`: which corrections the extract prints.
pub(super) const RATTELSER: &str = "rattelser";

/// SHA-256 of the lines of these corrections; nothing where there are none.
pub(super) fn shown(lines: &[String]) -> Option<String> {
    let lines = lines.join("\n");
    (!lines.is_empty()).then(|| hex(&digest(lines.as_bytes())))
}

/// The certifications among these entries that no other has cancelled, or put an extract in the place of.
pub(super) fn in_force(all: &[Entry]) -> impl Iterator<Item = &Entry> {
    let ends = |one: &Entry| matches!(one.post.handelse, Handelse::Makulerad | Handelse::Rattad);
    let ended = move |entry: &Entry| all.iter().any(|one| ends(one) && one.post.lopnummer == entry.post.lopnummer);
    all.iter().filter(move |entry| entry.post.handelse == Handelse::Bestyrkt && !ended(entry))
}

/// Extracts of exactly these §§ that hold yet and say the same: one more would be a second number for one and the same thing.
pub(super) fn again(
    register: &Sqlite,
    about: &Post,
    corrections: Option<&String>,
) -> Result<Option<Diagnostic>, Diagnostic> {
    let search =
        Search { organ: Some(about.organ.clone()), sammantrade: about.sammantrade.clone(), ..Search::default() };
    let all = register.entries(&search)?;
    let same = in_force(&all).filter(|entry| {
        let post = &entry.post;
        post.paragrafer == about.paragrafer && post.uppgifter.get(RATTELSER) == corrections
    });
    let same: Vec<&Entry> = same.collect();
    let Some(last) = same.last() else { return Ok(None) };
    let numbers: Vec<String> =
        same.iter().filter_map(|entry| entry.post.lopnummer.as_ref()).map(Lopnummer::to_string).collect();
    let numbers = words::listed(&numbers, "och");
    let paragrafer: Vec<String> = about.paragrafer.iter().map(ToString::to_string).collect();
    let sign = if paragrafer.len() == 1 { "§" } else { "§§" };
    let message = format!(
        "{sign} {} är redan bestyrkt som {numbers}, senast {}, och det gäller fortfarande",
        words::listed(&paragrafer, "och"),
        swedish(last.post.nar).date()
    );
    Ok(Some(Diagnostic::warning("bestyrkt-forut", message).hint(
        "ett utdrag räcker till alla mottagare: expediera det som finns; ska bara det nya gälla, makulera det gamla",
    )))
}

/// Refuses to begin the series of an organ while another series is of an organ that is gone: its id has been changed, and the
/// numbers would begin at 1 again.
pub(super) fn same_organ(register: &Sqlite, workspace: &Workspace, about: &Post) -> Result<(), Diagnostic> {
    let series = register.series()?;
    if series.is_empty() || series.iter().any(|last| last.organ == about.organ) {
        return Ok(());
    }
    let organs = &workspace.myndighet.value.organ;
    let Some(gone) = series.iter().find(|last| !organs.iter().any(|organ| organ.id == last.organ)) else {
        return Ok(());
    };
    let (organ, old) = (&about.organ, &gone.organ);
    let message = format!(
        "organet {organ} har inget nummer i registret, och organet {old}, som har {gone}, finns inte i myndighet.toml"
    );
    Err(Diagnostic::error("organ-id-andrat", message)
        .hint(format!("har organet bytt id: skriv id = \"{old}\" igen, så fortsätter numren efter {gone}"))
        .hint(format!(
            "är det ett annat organ: lägg tillbaka {old} i myndighet.toml, som dess gamla protokoll behöver"
        )))
}
