//! `register`: what is asked of the register.

mod find;
mod list;
mod proof;
mod years;

use std::collections::BTreeMap;

use super::registers::{self, path, settings_of, workspace_here};
use super::{Exit, Stop, keys};
use crate::args::{Register, RegisterKontrollera, RegisterMakulera, Vad};
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::dispatch::Lage;
use crate::dispatch::ledger::MOTTAGARE;
use crate::register::leaf::hex;
use crate::register::{self, Entry, Handelse, Lopnummer, Post, Proving as _, Register as _, Search, Sqlite};
use crate::terminal;

pub(super) fn run(asked: &Register) -> Result<Exit, Stop> {
    if let Vad::Bevittna(vad) = &asked.vad {
        return proof::bevittna(vad);
    }
    let here = workspace_here();
    let path = path(asked.register.as_ref(), here.as_ref())?;
    let settings = settings_of(&path, here.as_ref());
    if let Vad::Ny = asked.vad {
        return ny(&path, &settings);
    }
    let mut register = register::existing(&path, &settings)?;
    // What is written or signed is so in the register itself, not in a copy of it or in an older one.
    if matches!(asked.vad, Vad::Kontrollpunkt(_) | Vad::Makulera(_) | Vad::Gallra(_) | Vad::BytNyckel(_)) {
        register = register::open_with(&path, &settings)?;
    }
    match &asked.vad {
        Vad::Kontrollera(vad) => kontrollera(&register, vad),
        Vad::Lista(vad) => list::lista(&register, vad),
        Vad::Visa(vad) => list::visa(&register, vad),
        Vad::Sok(vad) => find::sok(&register, vad),
        Vad::Exportera(vad) => list::exportera(&register, vad),
        Vad::Kontrollpunkt(vad) => proof::kontrollpunkt(&mut register, vad),
        Vad::Kvitto(vad) => proof::kvitto(&mut register, vad),
        Vad::TaIn(vad) => proof::ta_in(&mut register, vad),
        Vad::Makulera(vad) => makulera(&mut register, vad),
        Vad::Gallra(vad) => years::gallra(register, here.as_ref(), vad),
        Vad::BytNyckel(vad) => years::byt_nyckel(register, vad),
        Vad::Ny | Vad::Bevittna(_) => Ok(Exit::Yes),
    }
}

fn ny(path: &std::path::Path, settings: &register::Settings) -> Result<Exit, Stop> {
    if path.exists() {
        let message = format!("{} finns redan", words::path(path));
        return Err(keys::no(Diagnostic::error("register-finns", message)));
    }
    let register = register::open_with(path, settings)?;
    terminal::answer(&words::path(path))?;
    terminal::say(&format!(
        "Registrets öppna nyckel, att publicera, står i {}:\n  {}\n\
        Den hemliga nyckeln är {}, en fil som bara du kan läsa. Ta med den i säkerhetskopian.",
        words::path(&path.with_extension("vkey")),
        register.public_keys().now.text(),
        words::path(register.key_file()),
    ));
    Ok(Exit::Yes)
}

fn kontrollera(register: &Sqlite, asked: &RegisterKontrollera) -> Result<Exit, Stop> {
    let mut against = Vec::new();
    for path in &asked.mot {
        let text = String::from_utf8_lossy(&keys::read(path)?).into_owned();
        // What was made with --sedan has its proof before the checkpoint.
        let note = text.strip_prefix("old ").and_then(|rest| rest.split_once("\n\n")).map_or(&*text, |(_, note)| note);
        against.push((words::path(path), note.to_owned()));
    }
    let audit = register.audit(&against)?;
    let rot = hex(&audit.rot);
    if asked.json {
        let fel: Vec<_> = audit.fel.iter().map(|fel| serde_json::json!({"post": fel.post, "vad": fel.vad})).collect();
        let answer = serde_json::json!({"poster": audit.poster, "rot": rot, "gallrade": audit.gallrade, "fel": fel});
        terminal::answer(&serde_json::to_string_pretty(&answer).expect("a JSON value is JSON"))?;
    } else {
        let lines = audit.fel.iter().map(|fel| match fel.post {
            Some(post) => format!("post {post}: {}", fel.vad),
            None => format!("registret: {}", fel.vad),
        });
        let gone = if audit.gallrade > 0 { format!(", varav {} gallrade", audit.gallrade) } else { String::new() };
        let posts = words::count(usize::try_from(audit.poster).unwrap_or(usize::MAX), "post", "poster");
        let sum = format!("{posts}{gone}, rot {}", crate::evidence::grouped(&rot));
        terminal::answer(&lines.chain([sum]).collect::<Vec<_>>().join("\n"))?;
    }
    if audit.fel.is_empty() {
        let held = words::count(audit.kontrollpunkter, "kontrollpunkt", "kontrollpunkter");
        let outside = if asked.mot.is_empty() {
            " Ett register som är utbytt från början till slut syns först mot en kontrollpunkt som har förvarats \
            någon annanstans (--mot)."
        } else {
            ""
        };
        let held = if audit.kontrollpunkter == 0 { String::new() } else { format!(", också mot {held}") };
        terminal::say(&format!("Alla poster stämmer{held}.{outside}"));
        return Ok(Exit::Yes);
    }
    terminal::say(&format!("{} i registret.", words::count(audit.fel.len(), "fel", "fel")));
    Ok(Exit::No)
}

/// Cancels a certified extract: it stays in the register, with why it no longer holds.
fn makulera(register: &mut Sqlite, asked: &RegisterMakulera) -> Result<Exit, Stop> {
    let number = list::number(&asked.nummer)?;
    let (skal, som) = (years::given("--skäl", Some(&asked.skal))?, years::given("--som", Some(&asked.som))?);
    registers::settle(register)?;
    let entries = register.entries(&Search { lopnummer: Some(number.clone()), ..Search::default() })?;
    let last = entries.iter().rev().find(|entry| entry.post.handelse == Handelse::Bestyrkt).or(entries.first());
    let Some(entry) = last else { return Err(unknown(&number)) };
    let post = Post {
        handelse: Handelse::Makulerad,
        nar: clock::now(),
        vem: som,
        uppgifter: [("skal".to_owned(), skal)].into(),
        ..entry.post.clone()
    };
    register.append(&[post]).map_err(keys::no)?;
    terminal::answer(&format!("{number} är makulerat"))?;
    for line in receivers(&entries) {
        terminal::say(&line);
    }
    Ok(Exit::Yes)
}

/// Who has, may have, or is about to get what is cancelled, by the last that the register says of each.
fn receivers(entries: &[Entry]) -> Vec<String> {
    let mut last: BTreeMap<&str, Lage> = BTreeMap::new();
    for post in entries.iter().map(|entry| &entry.post) {
        let Some(mottagare) = post.uppgifter.get(MOTTAGARE) else { continue };
        match post.handelse {
            // Whoever has said so has it.
            Handelse::Kvitterad => last.insert(mottagare, Lage::Skickad),
            Handelse::Expedierad => last.insert(mottagare, Lage::of(post)),
            _ => continue,
        };
    }
    let with = |which: &[Lage]| -> Vec<String> {
        last.iter().filter(|(_, lage)| which.contains(lage)).map(|(name, _)| (*name).to_owned()).collect()
    };
    let said = [
        ("Säg till dem som har fått det", with(&[Lage::Skickad])),
        ("Fråga dem som kanske har fått det", with(&[Lage::Paborjad, Lage::Osaker])),
        ("Skicka inte det som är framtaget, och säg till om det redan är skickat", with(&[Lage::Framtagen])),
    ];
    let lines = said.into_iter().filter(|(_, names)| !names.is_empty());
    lines.map(|(what, names)| format!("{what}: {}.", words::listed(&names, "och"))).collect()
}

fn unknown(number: &Lopnummer) -> Stop {
    keys::no(Diagnostic::error("nummer-okant", format!("{number} finns inte i registret")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::ledger::LAGE;

    fn entry(handelse: Handelse, mottagare: &str, lage: &str) -> Entry {
        let post = Post {
            handelse,
            nar: jiff::Timestamp::UNIX_EPOCH,
            vem: String::new(),
            organ: String::new(),
            sammantrade: None,
            paragrafer: Vec::new(),
            lopnummer: None,
            handling: String::new(),
            filer: Vec::new(),
            uppgifter: [(MOTTAGARE, mottagare), (LAGE, lage)]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
        };
        Entry { index: 0, post }
    }

    #[test]
    fn only_those_who_have_got_it_are_counted_as_having_got_it() {
        use Handelse::{Expedierad, Kvitterad};
        let said = receivers(&[
            entry(Expedierad, "a", "paborjad"),
            entry(Expedierad, "a", "skickad"),
            entry(Expedierad, "b", "framtagen"),
            entry(Expedierad, "c", "skickad"),
            entry(Expedierad, "c", "misslyckad"),
            entry(Expedierad, "d", "osaker"),
            entry(Expedierad, "e", "framtagen"),
            entry(Kvitterad, "e", ""),
        ]);
        let expected = [
            "Säg till dem som har fått det: a och e.",
            "Fråga dem som kanske har fått det: d.",
            "Skicka inte det som är framtaget, och säg till om det redan är skickat: b.",
        ];
        assert_eq!(said, expected);
        assert!(receivers(&[entry(Expedierad, "c", "misslyckad")]).is_empty());
    }
}
