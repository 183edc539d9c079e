//! `register gallra`, `byt-nyckel`: what a register needs over the years. Nothing is taken out before it has been shown and
//! asked for, and nothing that the workspace still has a case of.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::{Exit, Stop, persons, registers};
use super::list;
use crate::args::{RegisterBytNyckel, RegisterGallra};
use crate::case::{Content, Workspace};
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::register::gallring::{self, Gallring};
use crate::register::{Entry, Handelse, Post, Register as _, Search, Sqlite};
use crate::terminal;

/// Longer lists of entries are shown by their first and last, in characters.
const WIDEST: usize = 60;

pub(super) fn gallra(mut register: Sqlite, here: Option<&Workspace>, asked: &RegisterGallra) -> Result<Exit, Stop> {
    let handelser = asked.handelse.iter().map(|word| list::handelse(word)).collect::<Result<Vec<_>, _>>()?;
    if asked.utfor {
        registers::settle(&mut register)?;
    }
    let seen = register.head()?.size;
    let search = Search { organ: asked.organ.clone(), ..Search::default() };
    let found = gallring::chosen(&register.entries(&search)?, begins(asked.fore)?, &handelser);
    terminal::answer(&shown(&found, asked.fore))?;
    if let Some(workspace) = here {
        no_case(&found.poster, workspace)?;
    }
    if !asked.utfor {
        if !found.poster.is_empty() {
            terminal::say("Inget är gallrat. Gallra med --utför, --skäl, --beslut och --som.");
        }
        return Ok(Exit::Yes);
    }
    let said = [("fore", asked.fore.to_string()), ("skal", given("--skäl", asked.skal.as_deref())?)];
    let said = said.into_iter().chain([("beslut", given("--beslut", asked.beslut.as_deref())?)]);
    let post = about(Handelse::Gallrad, persons::person(asked.som.as_deref().unwrap_or_default(), here)?, said);
    if !found.poster.is_empty() {
        let place = register.take_out((&found.poster, seen), &post)?;
        let count = words::count(found.poster.len(), "post", "poster");
        terminal::say(&format!(
            "{count} är gallrade; det står i post {place}. Säkerhetskopior och exporter gallras för sig."
        ));
    }
    Ok(clean(&mut register))
}

/// The words are out of the register; now out of its file too. Asked again, it goes on from here.
fn clean(register: &mut Sqlite) -> Exit {
    let why = match register.clean() {
        Ok(true) => return Exit::Yes,
        Ok(false) => "någon annan läser registret just nu".to_owned(),
        Err(fault) => fault.message,
    };
    let message = format!("rester av gallrade poster kan finnas kvar i registrets filer: {why}");
    terminal::say_findings(&[Diagnostic::error("gallring-rester", message)
        .hint("kör samma kommando igen när ingen annan använder registret och disken har utrymme")]);
    Exit::InTheWay
}

/// The first moment of a day, in Sweden.
fn begins(day: Date) -> Result<Timestamp, Stop> {
    let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
    let moment = day
        .to_zoned(zone)
        .map_err(|_| Stop::from(Diagnostic::error("dag-felaktig", format!("{day} ligger utanför kalendern"))))?;
    Ok(moment.timestamp())
}

/// What must be said, and is not empty.
fn given(flag: &str, text: Option<&str>) -> Result<String, Stop> {
    let text = text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    text.ok_or_else(|| Stop::from(Diagnostic::error("argument-saknas", format!("{flag} får inte vara tomt"))))
}

/// An entry about the register itself.
pub(super) fn about(handelse: Handelse, vem: String, said: impl IntoIterator<Item = (&'static str, String)>) -> Post {
    Post {
        handelse,
        nar: clock::now(),
        vem,
        organ: String::new(),
        sammantrade: None,
        paragrafer: Vec::new(),
        lopnummer: None,
        handling: "register".to_owned(),
        filer: Vec::new(),
        uppgifter: said.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    }
}

/// What would be taken out, by what happened, and what is as old and stays.
fn shown(found: &Gallring, fore: Date) -> String {
    if found.poster.is_empty() && found.kvar.is_empty() {
        return format!("Inget att gallra före {fore}.");
    }
    let mut lines = vec![format!("Gallras, från tiden före {fore}: {}", sum(&found.poster))];
    lines.extend(by_kind(&found.poster));
    if !found.kvar.is_empty() {
        lines.push(format!("Lika gammalt, men blir kvar: {}", sum(&found.kvar)));
        lines.extend(by_kind(&found.kvar));
        lines.push("  (hör ihop med något senare, med en händelse som inte valdes, eller är inte avslutat)".to_owned());
    }
    lines.join("\n")
}

fn sum(entries: &[Entry]) -> String {
    words::count(entries.len(), "post", "poster")
}

fn by_kind(entries: &[Entry]) -> Vec<String> {
    let mut kinds: BTreeMap<Handelse, Vec<u64>> = BTreeMap::new();
    for entry in entries {
        kinds.entry(entry.post.handelse).or_default().push(entry.index);
    }
    let line = |(kind, places): (&Handelse, &Vec<u64>)| {
        let mut ranges = gallring::ranges(places);
        if let (true, Some(first), Some(last)) = (ranges.len() > WIDEST, places.first(), places.last()) {
            ranges = format!("från {first} till {last}");
        }
        format!("  {:<15}{:>6}   post {ranges}", kind.label(), places.len())
    };
    kinds.iter().map(line).collect()
}

/// A case whose entries are gone would have its §§ sent anew, and its notice posted anew.
fn no_case(entries: &[Entry], workspace: &Workspace) -> Result<(), Diagnostic> {
    let names = workspace.cases.iter().filter_map(|case| match &case.value {
        Content::Sammantrade(meeting) => {
            let day = meeting.datum.to_string();
            let of = |entry: &Entry| {
                entry.post.organ == meeting.organ && entry.post.sammantrade.as_deref() == Some(day.as_str())
            };
            entries.iter().any(of).then(|| words::path(&case.path))
        }
        Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
    });
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return Ok(());
    }
    let message = format!("arbetsmappen har kvar {}, som posterna handlar om", words::listed(&names, "och"));
    Err(Diagnostic::error("gallring-fall-kvar", message)
        .hint("flytta fallen till arkivet först: utan posterna skulle besluten se ut att inte vara skickade"))
}

pub(super) fn byt_nyckel(mut register: Sqlite, asked: &RegisterBytNyckel) -> Result<Exit, Stop> {
    durable::vacant(&asked.ut)?;
    let said = [("skal", given("--skäl", Some(&asked.skal))?)];
    let post = about(Handelse::Nyckelbyte, persons::person(&asked.som, None)?, said);
    let note = register.change_key(&post)?;
    durable::write_new(&asked.ut, note.as_bytes())?;
    terminal::answer(&words::path(&asked.ut))?;
    terminal::say(&format!(
        "Registret har en ny nyckel. Publicera {} på nytt: den nya nyckeln står på första raden, och de gamla på raderna \
        efter, för kvitton från förr.\nLämna {} till den som bevittnar. Ta med {} i säkerhetskopian.",
        words::path(&register.path().with_extension("vkey")),
        words::path(&asked.ut),
        words::path(register.key_file()),
    ));
    Ok(Exit::Yes)
}
