//! `kontrollera`: every rule over every case, all findings at once, and a sum. Changes nothing without `--rätta`.

use super::examine::{self, Examined};
use super::selection::{self, Selection};
use super::{Exit, Stop, astray, salts};
use crate::args::Kontrollera;
use crate::case::workspace::MYNDIGHET;
use crate::case::{source, tidy};
use crate::diag::{Diagnostic, Level, has_errors, words};
use crate::durable;
use crate::terminal::{self, findings};

pub(super) fn run(asked: &Kontrollera) -> Result<Exit, Stop> {
    let selection = selection::select(&asked.paths)?;
    let refused = if asked.ratta { ratta(&selection)? } else { Vec::new() };
    let examined = examine::all(&selection);
    let astray = astray::found(&asked.paths, &selection);
    let found = refused.into_iter().chain(astray).chain(examined.iter().flat_map(|one| one.findings.iter().cloned()));
    let found: Vec<Diagnostic> = found.collect();
    if asked.json {
        terminal::answer(&serde_json::to_string_pretty(&findings::json(&found)).expect("a JSON value is JSON"))?;
    } else {
        terminal::answer_findings(&found)?;
        terminal::answer(&findings::summary(&found, examined.iter().map(|one| one.files).sum()))?;
        comment(asked, &examined, &found);
    }
    Ok(exit(asked.strikt, &found))
}

/// `--rätta`: says what it did to each file. What is no text is left as it is, and found below. Answers with what it may
/// not do.
fn ratta(selection: &Selection) -> Result<Vec<Diagnostic>, Stop> {
    let mut refused = Vec::new();
    for (root, files) in selection {
        for path in [root.join(MYNDIGHET)].iter().chain(files) {
            let Some(text) = source::bytes(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
            let trail = salts::signed_without(root, path)?;
            refused.extend(trail.as_ref().map(|trail| salts::refused(path, trail)));
            let salt = match trail {
                Some(_) => None,
                None => Some(tidy::random_salt().map_err(|error| no_salt(&error))?),
            };
            if let Some(tidied) = tidy::tidied(&text, salt) {
                durable::write(path, tidied.text.as_bytes())?;
                let done: Vec<String> = tidied.done.into_iter().map(str::to_owned).collect();
                terminal::say(&format!("{}: {}", words::path(path), words::listed(&done, "och")));
            }
        }
    }
    Ok(refused)
}

pub(super) fn no_salt(error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(
        "inget-slumptal",
        format!("datorn lämnade inget slumptal till saltet: {}", words::io_error(error)),
    )
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
