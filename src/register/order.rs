//! The order of things that no entry may break: a number is taken once, certified once, cancelled once, and not certified
//! when it is cancelled.

use super::{Handelse, Lopnummer};
use crate::diag::Diagnostic;

/// Refuses what breaks the order; `earlier` is what the register says of the number.
///
/// # Errors
/// Says what is in the way.
pub(super) fn follows(handelse: Handelse, number: Option<&Lopnummer>, earlier: &[Handelse]) -> Result<(), Diagnostic> {
    let Some(number) = number else {
        return match handelse {
            Handelse::Nummer => Err(Diagnostic::error("nummer-saknas", "ett taget nummer utan nummer förs inte in")),
            _ => Ok(()),
        };
    };
    let already = |handelse: Handelse| earlier.contains(&handelse);
    let refused = |code, why: &str| Err(Diagnostic::error(code, format!("{number} {why}")));
    match handelse {
        Handelse::Nummer if already(Handelse::Nummer) => refused("nummer-taget", "är redan taget"),
        Handelse::Nummer => Ok(()),
        _ if !already(Handelse::Nummer) => refused("nummer-okant", "är inte taget ur registret"),
        Handelse::Bestyrkt if already(Handelse::Makulerad) => refused("nummer-makulerat", "är makulerat"),
        Handelse::Bestyrkt if already(Handelse::Bestyrkt) => refused("nummer-bestyrkt", "är redan bestyrkt"),
        Handelse::Makulerad if already(Handelse::Makulerad) => refused("nummer-makulerat", "är redan makulerat"),
        _ => Ok(()),
    }
}
