//! `kontrollera`: every rule over every case, all findings at once, and a sum. Changes nothing without `--rätta`.

use super::examine::{self, Examined};
use super::selection::{self, Selection};
use super::{Exit, Stop};
use crate::args::Kontrollera;
use crate::case::tidy;
use crate::diag::{Diagnostic, Level, has_errors};
use crate::terminal::{self, findings, words};

pub(super) fn run(asked: &Kontrollera) -> Result<Exit, Stop> {
    let selection = selection::select(&asked.paths)?;
    if asked.ratta {
        ratta(&selection)?;
    }
    let examined = examine::all(&selection);
    let found: Vec<Diagnostic> = examined.iter().flat_map(|one| one.findings.iter().cloned()).collect();
    if asked.json {
        terminal::answer(&serde_json::to_string_pretty(&findings::json(&found)).expect("a JSON value is JSON"))?;
    } else {
        terminal::answer_findings(&found)?;
        terminal::answer(&findings::summary(&found, examined.iter().map(|one| one.files).sum()))?;
        comment(asked, &examined, &found);
    }
    Ok(exit(asked.strikt, &found))
}

/// What the numbers do not say.
fn comment(asked: &Kontrollera, examined: &[Examined], found: &[Diagnostic]) {
    if examined.iter().all(|one| one.cases == 0) {
        terminal::say("Här finns inga fall ännu, bara myndighet.toml.");
    }
    if asked.strikt && !has_errors(found) && exit(true, found) == Exit::No {
        terminal::say("Med --strikt räknas varningar som fel.");
    }
}

/// No, when anything found is against it; a file that could not be read weighs more.
pub(super) fn exit(strict: bool, found: &[Diagnostic]) -> Exit {
    let against = |one: &Diagnostic| one.level == Level::Fel || (strict && one.level == Level::Varning);
    match found.iter().any(against) {
        _ if examine::unreadable(found) => Exit::InTheWay,
        true => Exit::No,
        false => Exit::Yes,
    }
}
