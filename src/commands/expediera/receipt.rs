//! `expediera kvitto`: what a recipient sent back. Mail that bounced, and answers by machines, are no receipts.

use std::path::Path;

use serde_json::{Value, json};

use super::super::{Exit, Stop, near};
use super::deliver::as_file;
use super::desk::Desk;
use crate::args::Mottagningskvitto;
use crate::diag::{Diagnostic, words};
use crate::dispatch::Lage;
use crate::dispatch::ledger::{KANAL, LAGE, MESSAGE_ID, MOTTAGARE, MOTTAGET, SKAL};
use crate::dispatch::reply::{self, Answer, Avsandare};
use crate::register::{Entry, Fil, Handelse, Post};
use crate::terminal;

/// What was entered, for the answer.
struct Entered {
    fil: String,
    mottagare: String,
    handling: String,
    utfall: &'static str,
}

pub(super) fn run(asked: &Mottagningskvitto) -> Result<Exit, Stop> {
    let near = asked.paths.first().map_or(Path::new("."), std::path::PathBuf::as_path);
    let mut desk = Desk::answer(near, &asked.bok)?;
    let (mut entered, mut exit) = (Vec::new(), Exit::Yes);
    for path in &asked.paths {
        match one(path, asked, &mut desk) {
            Ok(done) => {
                // Mail that bounced is entered, and is no receipt.
                exit = if done.utfall == "studsat" { exit.worst(Exit::No) } else { exit };
                entered.push(done);
            }
            Err(stop) => {
                exit = exit.worst(stop.exit);
                terminal::say_findings(&stop.findings);
            }
        }
    }
    answer(&entered, asked.json)?;
    Ok(exit)
}

fn one(path: &Path, asked: &Mottagningskvitto, desk: &mut Desk) -> Result<Entered, Stop> {
    let (bytes, file) = as_file(path)?;
    if desk.ledger.is_receipt(&file.sha256) {
        return Err(Stop::from(Diagnostic::error("kvitto-finns", format!("{} är redan infört som kvitto", file.namn))));
    }
    if let (Some(utdrag), Some(mottagare)) = (&asked.utdrag, &asked.mottagare) {
        let handling =
            Path::new(utdrag).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let handling = handling.strip_suffix(".pdf").unwrap_or(&handling).to_owned();
        let entry = desk.ledger.dispatched(&handling, mottagare).cloned();
        let entry = entry.ok_or_else(|| not_dispatched(&handling, mottagare, desk))?;
        return enter(&entry, asked, desk, (file, None));
    }
    match reply::answer(&bytes) {
        Answer::Person(ids) => {
            let (entry, id) = found((&ids, &bytes), desk, &file)?;
            let from = from_whom(&bytes, &entry, desk, &file)?;
            let done = enter(&entry, asked, desk, (file, Some(id)))?;
            terminal::say_findings(&from.into_iter().collect::<Vec<_>>());
            Ok(done)
        }
        Answer::Bounced(ids) => {
            let (entry, id) = found((&ids, &bytes), desk, &file)?;
            bounced(&entry, desk, (file, id))
        }
        Answer::Delayed => {
            Err(no_receipt(&file, "säger bara att brevet är försenat", "vänta på svar eller på att brevet studsar"))
        }
        Answer::Delivered => Err(no_receipt(
            &file,
            "säger bara att brevet är levererat eller skickat vidare, inte att någon har läst det,",
            "vänta på svar, eller fråga mottagaren och ange --utdrag och --mottagare",
        )),
        Answer::Machine => {
            Err(no_receipt(&file, "är ett automatiskt svar", "fråga mottagaren, eller ange --utdrag och --mottagare"))
        }
    }
}

/// Either name may be a slip of the hand.
fn not_dispatched(handling: &str, mottagare: &str, desk: &Desk) -> Stop {
    let message = format!("registret säger inte att {handling} har expedierats till {mottagare}");
    let mut fault = Diagnostic::error("inte-expedierat", message);
    let sent = desk.ledger.sent();
    if !sent.iter().any(|(known, _)| *known == handling) {
        fault = near::hint(fault, handling, sent.iter().map(|(known, _)| *known));
    }
    let of_this = sent.iter().filter(|(known, _)| *known == handling).map(|(_, whom)| *whom);
    let there: Vec<String> = of_this.map(str::to_owned).collect();
    if !there.iter().any(|known| known == mottagare) {
        fault = near::hint(fault, mottagare, there.iter().map(String::as_str));
    }
    if !there.is_empty() {
        fault = fault.hint(format!("det har gått till {}", words::listed(&there, "och")));
    }
    Stop::from(fault.hint("se vad som väntar med utdrag expediera --saknas"))
}

/// Who answered. Somebody at the recipient's is as good as the recipient, and is said; an answer from elsewhere is none,
/// until somebody who knows better says so.
fn from_whom(message: &[u8], entry: &Entry, desk: &Desk, file: &Fil) -> Result<Option<Diagnostic>, Stop> {
    let key = recipient_of(entry);
    let row = desk.workspace.myndighet.value.mottagare.iter().find(|row| row.id == key);
    let Some(address) = row.and_then(|row| row.epost.as_deref()) else {
        let message = format!("{key} har ingen e-postadress i myndighet.toml att hålla svarets avsändare mot");
        return Ok(Some(Diagnostic::warning("avsandare-okand", message)));
    };
    let namn = row.map_or(key, |row| row.namn.as_str());
    let by_hand = format!("stämmer det ändå: ange --utdrag {} --mottagare {key}", entry.post.handling);
    let Some(sender) = reply::sender(message) else {
        let message = format!("{} säger inte vem svaret kommer från", file.namn);
        return Err(Stop::from(Diagnostic::error("avsandare-saknas", message).hint(by_hand)));
    };
    match reply::compared(&sender, address) {
        Avsandare::Samma => Ok(None),
        Avsandare::SammaDoman => {
            let message = format!("svaret kommer från {sender}, inte från den adress som {namn} fick brevet på");
            Ok(Some(Diagnostic::warning("avsandare-kollega", message)))
        }
        Avsandare::Annan => {
            let message =
                format!("{} kommer från {sender}, som inte är {namn}, och förs inte in som kvitto", file.namn);
            Err(Stop::from(Diagnostic::error("avsandare-annan", message).hint(by_hand)))
        }
    }
}

fn no_receipt(file: &Fil, what: &str, hint: &str) -> Stop {
    Stop::from(
        Diagnostic::error("inget-kvitto", format!("{} {what} och förs inte in som kvitto", file.namn)).hint(hint),
    )
}

/// The dispatch that an answer points back at.
fn found((ids, message): (&[String], &[u8]), desk: &Desk, file: &Fil) -> Result<(Entry, String), Stop> {
    let hit = ids.iter().find_map(|id| Some((desk.ledger.mailed(id)?.clone(), id.clone())));
    // A mail program may have given the message another Message-ID when a person sent it.
    let named = || {
        let referred = reply::referred(message);
        let hits = referred.iter().find_map(|one| desk.ledger.referred(one));
        hits.map(|(entry, id)| (entry.clone(), id.clone()))
    };
    let hit = hit.or_else(named);
    hit.ok_or_else(|| {
        let message = format!("{} svarar inte på något brev som står i registret", file.namn);
        Stop::from(
            Diagnostic::error("svar-okant", message)
                .hint("ange vad kvittot gäller med --utdrag och --mottagare, eller rätt register med --register"),
        )
    })
}

fn enter(
    entry: &Entry,
    asked: &Mottagningskvitto,
    desk: &mut Desk,
    (file, id): (Fil, Option<String>),
) -> Result<Entered, Stop> {
    let day = asked.datum.unwrap_or(desk.today);
    if day > desk.today {
        return Err(Stop::from(Diagnostic::error("kvitto-i-framtiden", format!("{day} har inte varit än"))));
    }
    let sent = desk.ledger.first_day(&entry.post.handling, recipient_of(entry)).unwrap_or(day);
    if day < sent {
        let message = format!("{} säger att utdraget kom fram {day}, men det expedierades först {sent}", file.namn);
        return Err(Stop::from(
            Diagnostic::error("kvitto-fore-expediering", message)
                .hint("rätta dagen efter --datum, eller se efter att --utdrag och --mottagare är de rätta"),
        ));
    }
    let more = [(MOTTAGET, Some(day.to_string())), (MESSAGE_ID, id)];
    let (name, post) = (file.namn.clone(), about(entry, desk, Handelse::Kvitterad, file, more));
    desk.enter(&post)?;
    Ok(done(name, entry, "kvitterat"))
}

/// Mail that certainly did not arrive: the recipient is among those who have not got theirs again.
fn bounced(entry: &Entry, desk: &mut Desk, (file, id): (Fil, String)) -> Result<Entered, Stop> {
    let more = [
        (LAGE, Some(Lage::Misslyckad.word().to_owned())),
        (MESSAGE_ID, Some(id)),
        (SKAL, Some("brevet studsade".to_owned())),
    ];
    let (name, post) = (file.namn.clone(), about(entry, desk, Handelse::Expedierad, file, more));
    desk.enter(&post)?;
    terminal::say(&format!("{name} säger att brevet inte kom fram; mottagaren står nu bland dem som saknar sitt."));
    Ok(done(name, entry, "studsat"))
}

fn about<const N: usize>(
    entry: &Entry,
    desk: &Desk,
    handelse: Handelse,
    file: Fil,
    more: [(&'static str, Option<String>); N],
) -> Post {
    let kept = [MOTTAGARE, KANAL];
    let mut uppgifter: std::collections::BTreeMap<String, String> = entry
        .post
        .uppgifter
        .iter()
        .filter(|(key, _)| kept.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    uppgifter.extend(more.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    Post { handelse, nar: desk.now, vem: desk.som.clone(), filer: vec![file], uppgifter, ..entry.post.clone() }
}

fn recipient_of(entry: &Entry) -> &str {
    entry.post.uppgifter.get(MOTTAGARE).map(String::as_str).unwrap_or_default()
}

fn done(fil: String, entry: &Entry, utfall: &'static str) -> Entered {
    Entered { fil, mottagare: recipient_of(entry).to_owned(), handling: entry.post.handling.clone(), utfall }
}

fn answer(entered: &[Entered], json: bool) -> Result<(), Stop> {
    if json {
        let all: Value = entered
            .iter()
            .map(|one| json!({ "fil": one.fil, "utdrag": one.handling, "mottagare": one.mottagare, "utfall": one.utfall }))
            .collect();
        return Ok(terminal::answer(&serde_json::to_string_pretty(&all).expect("a JSON value is JSON"))?);
    }
    for one in entered {
        terminal::answer(&format!("{}  {}  {}  ({})", one.utfall, one.handling, one.mottagare, one.fil))?;
    }
    Ok(())
}
