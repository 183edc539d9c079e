//! `register makulera`: a certified extract that no longer holds stays in the register, with why, and those who have it
//! are named.

use std::collections::BTreeMap;

use super::super::persons::{person, reason};
use super::super::{Exit, Stop, registers};
use super::list;
use crate::args::RegisterMakulera;
use crate::case::Workspace;
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::dispatch::ledger::{MESSAGE_ID, MOTTAGARE};
use crate::dispatch::{Lage, recipient};
use crate::register::{Entry, Handelse, Lopnummer, Post, Register as _, Search, Sqlite};
use crate::terminal;

pub(super) fn makulera(
    register: &mut Sqlite,
    here: Option<&Workspace>,
    asked: &RegisterMakulera,
) -> Result<Exit, Stop> {
    let (vem, skal) = (person(&asked.som, here)?, reason(&asked.skal)?);
    registers::settle(register)?;
    let number = list::number(&asked.nummer)?;
    let entries = register.entries(&Search { lopnummer: Some(number.clone()), ..Search::default() })?;
    let last = entries.iter().rev().find(|entry| entry.post.handelse == Handelse::Bestyrkt).or(entries.first());
    let Some(entry) = last else { return Err(unknown(&number)) };
    let post = Post {
        handelse: Handelse::Makulerad,
        nar: clock::now(),
        vem,
        uppgifter: [("skal".to_owned(), skal)].into(),
        ..entry.post.clone()
    };
    register.append(&[post])?;
    terminal::answer(&format!("{number} är makulerat"))?;
    let named = |key: &str| here.map_or_else(|| key.to_owned(), |workspace| recipient::name_of(workspace, key));
    for line in receivers(&entries, named) {
        terminal::say(&line);
    }
    Ok(Exit::Yes)
}

fn unknown(number: &Lopnummer) -> Stop {
    Stop::from(Diagnostic::error("nummer-okant", format!("{number} finns inte i registret")))
}

/// How far the extract has come to one recipient, by everything that the register says: what came after does not take
/// back what somebody has got.
#[derive(Default)]
struct Reached<'a> {
    /// It has been handed over, or taken by the mail server and not come back.
    has: bool,
    /// The sendings of which nobody knows, by Message-ID.
    unsure: Vec<Option<&'a String>>,
    /// The sendings that the server took.
    taken: Vec<Option<&'a String>>,
    /// Made, and not known to have been sent.
    made: bool,
}

impl<'a> Reached<'a> {
    fn follow(&mut self, post: &'a Post) {
        let id = post.uppgifter.get(MESSAGE_ID);
        match (post.handelse, Lage::of(post)) {
            // Whoever has said so has it.
            (Handelse::Kvitterad, _) => {
                self.has = true;
                self.unsure.clear();
                self.made = false;
            }
            (_, Lage::Skickad) => {
                self.has = true;
                self.unsure.retain(|one| *one != id);
                self.taken.push(id);
                self.made = false;
            }
            (_, Lage::Misslyckad) => {
                self.unsure.retain(|one| *one != id);
                // Mail that bounced; another that did not still counts.
                self.taken.retain(|one| id.is_none() || *one != id);
                self.has = !self.taken.is_empty();
            }
            (_, Lage::Paborjad | Lage::Osaker) => self.unsure.push(id),
            (_, Lage::Framtagen) => self.made = true,
        }
    }
}

/// Who has, may have, or is about to get what is cancelled. Somebody who has it may be about to get it once more.
fn receivers(entries: &[Entry], named: impl Fn(&str) -> String) -> Vec<String> {
    let mut reached: BTreeMap<&str, Reached<'_>> = BTreeMap::new();
    for post in entries.iter().map(|entry| &entry.post) {
        let Some(mottagare) = post.uppgifter.get(MOTTAGARE) else { continue };
        if matches!(post.handelse, Handelse::Kvitterad | Handelse::Expedierad) {
            reached.entry(mottagare).or_default().follow(post);
        }
    }
    let with = |which: fn(&Reached<'_>) -> bool| -> Vec<String> {
        reached.iter().filter(|(_, one)| which(one)).map(|(key, _)| named(key)).collect()
    };
    let said = [
        ("Säg till dem som har fått det", with(|one| one.has)),
        ("Fråga dem som kanske har fått det", with(|one| !one.has && !one.unsure.is_empty())),
        ("Skicka inte det som är framtaget, och säg till om det redan är skickat", with(|one| one.made)),
    ];
    let lines = said.into_iter().filter(|(_, names)| !names.is_empty());
    lines.map(|(what, names)| format!("{what}: {}.", words::listed(&names, "och"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::ledger::LAGE;

    fn entry(handelse: Handelse, mottagare: &str, (lage, id): (&str, &str)) -> Entry {
        let mut uppgifter =
            BTreeMap::from([(MOTTAGARE.to_owned(), mottagare.to_owned()), (LAGE.to_owned(), lage.to_owned())]);
        if !id.is_empty() {
            uppgifter.insert(MESSAGE_ID.to_owned(), id.to_owned());
        }
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
            uppgifter,
        };
        Entry { index: 0, post }
    }

    fn said(entries: &[Entry]) -> Vec<String> {
        receivers(entries, str::to_uppercase)
    }

    #[test]
    fn only_those_who_have_got_it_are_counted_as_having_got_it() {
        use Handelse::{Expedierad, Kvitterad};
        let entries = [
            entry(Expedierad, "a", ("paborjad", "<1>")),
            entry(Expedierad, "a", ("skickad", "<1>")),
            entry(Expedierad, "b", ("framtagen", "")),
            entry(Expedierad, "c", ("skickad", "<2>")),
            entry(Expedierad, "c", ("misslyckad", "<2>")),
            entry(Expedierad, "d", ("osaker", "<3>")),
            entry(Expedierad, "e", ("framtagen", "")),
            entry(Kvitterad, "e", ("", "")),
        ];
        let expected = [
            "Säg till dem som har fått det: A och E.",
            "Fråga dem som kanske har fått det: D.",
            "Skicka inte det som är framtaget, och säg till om det redan är skickat: B.",
        ];
        assert_eq!(said(&entries), expected);
        assert!(said(&[entry(Expedierad, "c", ("misslyckad", ""))]).is_empty());
    }

    #[test]
    fn what_came_later_takes_nothing_back_from_whoever_has_it() {
        use Handelse::Expedierad;
        let again = [entry(Expedierad, "klubben", ("skickad", "")), entry(Expedierad, "klubben", ("framtagen", ""))];
        assert_eq!(said(&again).len(), 2, "has it, and is about to get it once more");
        assert!(said(&again).first().is_some_and(|line| line.ends_with("har fått det: KLUBBEN.")));
        let bounced = [
            entry(Expedierad, "a", ("skickad", "<1>")),
            entry(Expedierad, "a", ("skickad", "<2>")),
            entry(Expedierad, "a", ("misslyckad", "<2>")),
        ];
        assert_eq!(said(&bounced), ["Säg till dem som har fått det: A."]);
        let tried = [entry(Expedierad, "a", ("skickad", "<1>")), entry(Expedierad, "a", ("paborjad", "<2>"))];
        assert_eq!(said(&tried), ["Säg till dem som har fått det: A."]);
    }
}
