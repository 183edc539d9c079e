//! What an extract must not carry into mail, whoever it goes to: personnummer, and names of those who are protected.
//! Addresses and what else may concern a person are not recognised: somebody has to read.

use crate::case::Workspace;
use crate::case::personnummer::{self, Kind};
use crate::case::pointer::Pointer;
use crate::diag::Diagnostic;
use crate::document::text::{inlines, plain};

use super::extract::{Extract, one_line};

/// Personnummer in an extract that is to be mailed or published: errors; mobile numbers: warnings (V72).
#[must_use]
pub fn personal_numbers(extract: &Extract) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (place, text) in extract.texts() {
        for one in personnummer::find(&text) {
            let what = match one.kind {
                Kind::Personnummer => "ett personnummer",
                Kind::Samordningsnummer => "ett samordningsnummer",
                Kind::Mobilnummer => {
                    let message = format!("{place} innehåller ett mobilnummer ({})", one.shown);
                    found.push(Diagnostic::warning("mobilnummer", message).hint("se efter att det får lämnas ut"));
                    continue;
                }
            };
            let message = format!("{place} innehåller {what} ({}) och skickas inte med e-post", one.shown);
            found.push(Diagnostic::error("personnummer", message).hint(
                "välj en annan kanal i myndighet.toml, till exempel \"brev\"; i nästa protokoll: skriv inte numret",
            ));
        }
    }
    found
}

/// Recipients with protected identity that an extract names: errors, as their names never go by mail, to anybody.
#[must_use]
pub fn protected_names(extract: &Extract, workspace: &Workspace) -> Vec<Diagnostic> {
    let folded = |text: &str| one_line(text).to_lowercase();
    let texts: Vec<(String, String)> =
        extract.texts().into_iter().map(|(place, text)| (place, folded(&text))).collect();
    let mut found = Vec::new();
    for (index, row) in workspace.myndighet.value.mottagare.iter().enumerate().filter(|(_, row)| row.skyddad) {
        let spellings = [folded(&plain(&inlines(&row.namn))), folded(&row.namn)];
        let named = texts.iter().find(|(_, text)| spellings.iter().any(|name| !name.is_empty() && text.contains(name)));
        found.extend(named.map(|(place, _)| {
            let message =
                format!("{place} nämner {}, som har skyddade uppgifter, och skickas inte med e-post", row.namn);
            let pointer = Pointer::root().key("mottagare").index(index).key("skyddad");
            Diagnostic::error("skyddad-i-utdraget", message)
                .at(workspace.myndighet.places.label(&pointer, ""))
                .hint("lämna utdraget till de andra på annat sätt; skriv hellre en roll än ett namn i expedieras-till")
        }));
    }
    found
}
