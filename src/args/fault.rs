//! What is wrong with a command line, in Swedish: the thing, what was found, what is allowed, a guess.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{Asked, quote};
use crate::diag::Diagnostic;
use crate::diag::words::listed;

/// What clap could not make a command of.
pub(super) fn asked(error: &Error, line: &[String]) -> Asked {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Asked::Text(styled(error)),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Asked::Nothing(styled(error)),
        _ => Asked::Wrong(Box::new(diagnosed(error, line))),
    }
}

/// With colour codes; the stream takes them away where nobody sees them.
fn styled(error: &Error) -> String {
    error.render().ansi().to_string().trim_end().to_owned()
}

fn diagnosed(error: &Error, line: &[String]) -> Diagnostic {
    let argument = one(error, ContextKind::InvalidArg);
    let value = one(error, ContextKind::InvalidValue);
    let wrong = |code, message: String| Diagnostic::error(code, message);
    let found = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let typed = one(error, ContextKind::InvalidSubcommand);
            guessed(
                wrong("okant-kommando", format!("kommandot \"{typed}\" finns inte")),
                error,
                ContextKind::SuggestedSubcommand,
            )
            .hint("kör utdrag --hjälp för att se alla kommandon")
        }
        ErrorKind::UnknownArgument => unknown(error, &argument, line),
        ErrorKind::InvalidValue if value.is_empty() => allowing(wrong("varde-saknas", no_value(&argument)), error),
        ErrorKind::InvalidValue => {
            let fault = wrong("okant-varde", format!("\"{value}\" går inte att ange för {}", flag(&argument)));
            allowing(guessed(fault, error, ContextKind::SuggestedValue), error)
        }
        ErrorKind::ValueValidation => {
            let fault = wrong("felaktigt-varde", format!("\"{value}\" går inte att ange för {}", flag(&argument)));
            match error.source() {
                Some(reason) => fault.hint(reason.to_string()),
                None => fault,
            }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = many(error, ContextKind::InvalidArg);
            wrong("argument-saknas", format!("{} måste anges", listed(&bare(&missing), "och")))
        }
        ErrorKind::MissingSubcommand => wrong("kommando-saknas", "inget kommando är angivet".to_owned())
            .hint("kör utdrag --hjälp för att se alla kommandon"),
        ErrorKind::ArgumentConflict => conflict(error, &argument),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            wrong("fel-antal-varden", format!("{} har fått fel antal värden", flag(&argument)))
        }
        ErrorKind::InvalidUtf8 => {
            wrong("olasliga-tecken", "kommandoraden innehåller tecken som inte går att läsa".to_owned())
        }
        _ => wrong("fel-kommandorad", "kommandoraden går inte att förstå".to_owned()),
    };
    if found.hints.is_empty() {
        found.hint("lägg till --hjälp efter kommandot för att se hur det används")
    } else {
        found
    }
}

/// `--ut <KATALOG>`: the flag, and what should have stood after it.
fn no_value(argument: &str) -> String {
    match argument.split_once(' ') {
        Some((name, value)) => format!("{name} saknar värde: {} ska stå efter", flag(value)),
        None => format!("{argument} saknar värde"),
    }
}

fn unknown(error: &Error, argument: &str, line: &[String]) -> Diagnostic {
    let is_flag = argument.starts_with('-');
    let message = if is_flag {
        format!("flaggan {argument} finns inte")
    } else {
        format!("\"{argument}\" är ett argument för mycket")
    };
    let fault = guessed(Diagnostic::error("okand-flagga", message), error, ContextKind::SuggestedArg);
    match quote::unquoted(line, argument).filter(|_| !is_flag) {
        Some(hint) => fault.hint(hint),
        None => fault,
    }
}

fn conflict(error: &Error, argument: &str) -> Diagnostic {
    let other = bare(&many(error, ContextKind::PriorArg));
    let argument = flag(argument);
    if other.first().is_none_or(|other| *other == argument) {
        return Diagnostic::error("flagga-tva-ganger", format!("{argument} är angiven två gånger"))
            .hint("ange den en gång");
    }
    let others = listed(&other, "och");
    Diagnostic::error("flaggor-i-strid", format!("{argument} går inte att ange tillsammans med {others}"))
        .hint("ange en av dem")
}

/// With the values that may be given, where they can be counted.
fn allowing(fault: Diagnostic, error: &Error) -> Diagnostic {
    let allowed = many(error, ContextKind::ValidValue);
    if allowed.is_empty() { fault } else { fault.hint(format!("välj bland {}", listed(&allowed, "och"))) }
}

fn guessed(fault: Diagnostic, error: &Error, kind: ContextKind) -> Diagnostic {
    // clap lists its guesses with the best one last.
    let mut guesses: Vec<String> = many(error, kind).into_iter().rev().map(|guess| as_shown(&guess)).collect();
    guesses.dedup();
    guesses.truncate(2);
    if guesses.is_empty() { fault } else { fault.hint(format!("menade du {}?", listed(&guesses, "eller"))) }
}

/// The spelling that help shows, of names that are also accepted in another.
fn as_shown(name: &str) -> String {
    match name {
        "--help" | "--hjalp" => "--hjälp".to_owned(),
        "help" | "hjalp" => "hjälp".to_owned(),
        "--ratta" => "--rätta".to_owned(),
        other => other.to_owned(),
    }
}

/// `--ut` of `--ut <KATALOG>`; the name of a positional without its brackets.
fn flag(argument: &str) -> String {
    let first = argument.split([' ', '=']).next().unwrap_or(argument);
    first.trim_matches(['<', '>', '[', ']', '.']).to_owned()
}

fn bare(arguments: &[String]) -> Vec<String> {
    arguments.iter().map(|argument| flag(argument)).collect()
}

fn one(error: &Error, kind: ContextKind) -> String {
    many(error, kind).into_iter().next().unwrap_or_default()
}

fn many(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
