//! A register is taken into use again after entries were lost, or where no watch knows it: an entry says by whom, why and
//! what is missing, and every number that may have been given out is taken, so that none is given twice.

use rusqlite::{Transaction, TransactionBehavior};

use super::fault::Refused;
use super::write::Writer;
use super::{Diagnostic, Sqlite, head, home, pending, read};
use crate::diag::words;
use crate::evidence::hex;
use crate::register::{Handelse, Lopnummer, Post, Seen};

/// More numbers than this are a slip of the pen.
const MOST: usize = 10_000;

/// What is missing in a register, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// How many entries there are.
    pub poster: u64,
    /// What the watch remembers; `None` where no watch knows the register.
    pub sedd: Option<Seen>,
    /// Numbers that have, or may have, been given out, and that the register does not know.
    pub nummer: Vec<Lopnummer>,
    /// Numbers that were on their way in the copy: nobody knows whether their extracts came.
    pub pagaende: Vec<Lopnummer>,
}

impl Gap {
    /// How many entries are missing, where the watch knows.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.sedd.as_ref().map_or(0, |seen| seen.checkpoint.size.saturating_sub(self.poster))
    }
}

impl Sqlite {
    /// What is missing; `given` are the last numbers that somebody knows to have been given out.
    ///
    /// # Errors
    /// When nothing is: the register is the one that its watch knows. Or it cannot be read.
    pub fn gap(&self, given: &[Lopnummer]) -> Result<Gap, Diagnostic> {
        let poster = read::size(&self.connection).or_refused(&self.path)?;
        let sedd = self.log.watched()?;
        if sedd.is_some() && self.as_watched().is_ok() && self.original()?.is_none() {
            let message = format!("registret {} är det som vakten känner: inget saknas", words::path(&self.path));
            return Err(Diagnostic::error("inget-saknas", message));
        }
        let known = sedd.iter().flat_map(|seen| &seen.nummer).chain(given);
        let mut nummer = Vec::new();
        for last in known {
            let own = read::last_number(&self.connection, &last.organ, last.ar).or_refused(&self.path)?;
            let lost = (own + 1..=last.nummer).map(|nummer| Lopnummer { nummer, ..last.clone() });
            nummer.extend(lost.take(MOST + 1));
            if nummer.len() > MOST {
                let message = format!("{last} ligger mer än {MOST} nummer efter det sista i registret");
                return Err(Diagnostic::error("nummer-orimligt", message).hint("kontrollera numret efter --nummer"));
            }
        }
        nummer.sort();
        nummer.dedup();
        let pagaende = pending::unknown(&self.connection, &self.path)?;
        Ok(Gap { poster, sedd, nummer, pagaende })
    }

    /// Takes the register into use here; `post` says when, by whom and why. Answers with the place of the entry that says so.
    ///
    /// # Errors
    /// As [`gap`](Self::gap), and when the register cannot be written.
    pub fn take_up(&mut self, post: &Post, given: &[Lopnummer]) -> Result<u64, Diagnostic> {
        self.honest_time()?;
        let gap = self.gap(given)?;
        let path = self.path.clone();
        let origin = self.log.origin().to_owned();
        let transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate).or_refused(&path)?;
        if read::size(&transaction).or_refused(&path)? != gap.poster {
            let message = format!("registret {} fick just en post till", words::path(&path));
            return Err(Diagnostic::error("register-upptaget", message).hint("kör kommandot igen"));
        }
        let mut writer = Writer::new(&transaction, &path)?;
        let place = writer.enter(&aterupptagen(post, &gap))?;
        for number in &gap.nummer {
            writer.enter(&taken(post, number, place))?;
        }
        drop(writer);
        for number in &gap.pagaende {
            pending::ended(&transaction, &path, number)?;
        }
        home::settle_here(&transaction, &path)?;
        let seen = head::seen(&transaction, &path, &origin)?;
        transaction.commit().or_refused(&path)?;
        self.log.watch_anew(&self.path, seen)?;
        Ok(place)
    }
}

/// That the register goes on, and after what.
fn aterupptagen(post: &Post, gap: &Gap) -> Post {
    let mut uppgifter = post.uppgifter.clone();
    if let Some(seen) = &gap.sedd {
        uppgifter.insert("vakt-poster".to_owned(), seen.checkpoint.size.to_string());
        uppgifter.insert("vakt-rot".to_owned(), hex(&seen.checkpoint.root));
    }
    for (key, numbers) in [("forlorade", &gap.nummer), ("pagaende", &gap.pagaende)] {
        let shown: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        if !shown.is_empty() {
            uppgifter.insert(key.to_owned(), shown.join(", "));
        }
    }
    Post { handelse: Handelse::Aterupptagen, uppgifter, ..post.clone() }
}

/// A number that was given out in entries that are lost: taken, and no more is known.
fn taken(post: &Post, number: &Lopnummer, place: u64) -> Post {
    Post {
        handelse: Handelse::Nummer,
        organ: number.organ.clone(),
        lopnummer: Some(number.clone()),
        uppgifter: [("forlorad".to_owned(), format!("se post {place}"))].into(),
        ..post.clone()
    }
}
