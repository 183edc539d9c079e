//! One dispatch carried out: files written, mail handed to the server, each step entered in the register.
//! Of mail it is entered that it begins before the server gets it: what comes after a crash is "osäkert", never sent again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lettre::Address;

use super::super::{Stop, keys, state};
use super::desk::Desk;
use super::load::Loaded;
use super::report::{Outcome, Row};
use crate::args::Expediera;
use crate::case::myndighet::{Kryptering, Smtp};
use crate::diag::{Diagnostic, words};
use crate::dispatch::ledger::{DIARIENUMMER, KANAL, LAGE, MESSAGE_ID, MOTTAGARE, SKAL, SVAR};
use crate::dispatch::mail::unsent;
use crate::dispatch::smtp::{self, Session, Settings};
use crate::dispatch::{Expediering, Lage, Recipient, kanal_word, plan};
use crate::durable;
use crate::register::{Fil, Handelse, Post};

/// Carries out dispatches, with one connection for all mail.
pub(super) struct Delivery<'a> {
    asked: &'a Expediera,
    connection: Connection,
    in_the_way: Vec<Diagnostic>,
}

/// The connection to the mail server.
enum Connection {
    /// Not needed yet.
    Unopened,
    /// Open.
    Open(Box<Session>),
    /// It could not be opened, or broke: no more mail in this run.
    Gone,
}

impl<'a> Delivery<'a> {
    pub(super) fn new(asked: &'a Expediera) -> Self {
        Self { asked, connection: Connection::Unopened, in_the_way: Vec::new() }
    }

    /// Ends the connection; answers with what stood in the way.
    pub(super) fn close(self) -> Vec<Diagnostic> {
        if let Connection::Open(session) = self.connection {
            session.close();
        }
        self.in_the_way
    }

    /// Carries out one dispatch.
    pub(super) fn deliver(
        &mut self,
        desk: &mut Desk,
        loaded: &Loaded,
        planned: &Expediering,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Row, Stop> {
        let smtp =
            desk.workspace.myndighet.value.smtp.clone().filter(|_| !self.asked.bara_filer && !loaded.extract.prov);
        let mail = planned.mail.as_ref().zip(smtp.as_ref());
        let kanal = kanal_word(planned.kanal);
        let mut row = Row::new(&planned.recipient, kanal, Outcome::Framtaget);
        row.message_id = planned.mail.as_ref().map(|(_, id)| id.clone());
        if self.asked.visa {
            let how = if mail.is_some() { "genom e-postservern" } else { "som filer" };
            return Ok(Row { outcome: Outcome::Visat, act: Some(how.to_owned()), ..row });
        }
        if let (Some((_, smtp)), Connection::Unopened) = (mail, &self.connection) {
            self.open(desk, smtp);
        }
        if mail.is_some() && matches!(self.connection, Connection::Gone) {
            return Ok(Row { outcome: Outcome::EjForsokt, ..row });
        }
        let mut planned = planned.clone();
        if let (None, Some(_), Some(file)) = (&mail, &planned.mail, planned.files.first_mut()) {
            file.bytes = unsent(&file.bytes);
        }
        let planned = &planned;
        let files = write(desk, loaded, planned)?;
        row.files = files.iter().map(|(path, _)| words::path(path)).collect();
        let post = self.post(desk, loaded, (&planned.recipient, kanal), &files);
        if let Some(((to, id), _)) = mail {
            let message = planned.files.first().map(|file| file.bytes.as_slice()).unwrap_or_default();
            row.outcome = self.mail(
                desk,
                &with(post, [(MESSAGE_ID, id.clone())]),
                (to, &planned.recipient.namn, message),
                findings,
            )?;
        } else {
            let id = planned.mail.as_ref().map(|(_, id)| (MESSAGE_ID, id.clone()));
            desk.enter(&with(post, [Some((LAGE, Lage::Framtagen.word().to_owned())), id].into_iter().flatten()))?;
            row.act = Some(planned.act.clone());
        }
        Ok(row)
    }

    /// Enters that somebody has handed the extract over.
    pub(super) fn by_hand(&self, desk: &mut Desk, loaded: &Loaded, recipient: &Recipient) -> Result<Row, Stop> {
        let kanal = "för hand";
        if !self.asked.visa {
            let post = self.post(desk, loaded, (recipient, kanal), &[]);
            desk.enter(&with(post, [(LAGE, Lage::Skickad.word().to_owned())]))?;
        }
        let outcome = if self.asked.visa { Outcome::Visat } else { Outcome::Skickat };
        Ok(Row { act: Some("infört i registret".to_owned()), ..Row::new(recipient, kanal, outcome) })
    }

    fn open(&mut self, desk: &Desk, smtp: &Smtp) {
        self.connection = match settings(desk, smtp).and_then(|settings| Session::open(&settings)) {
            Ok(session) => Connection::Open(Box::new(session)),
            Err(fault) => {
                self.in_the_way.push(fault);
                Connection::Gone
            }
        };
    }

    /// Hands one message to the server, between two entries.
    fn mail(
        &mut self,
        desk: &mut Desk,
        post: &Post,
        (to, namn, message): (&Address, &str, &[u8]),
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Outcome, Stop> {
        let Connection::Open(session) = &mut self.connection else { return Ok(Outcome::EjForsokt) };
        let lage = |lage: Lage| (LAGE, lage.word().to_owned());
        desk.enter(&with(post.clone(), [lage(Lage::Paborjad)]))?;
        let (entered, outcome) = match session.send((to, namn), message) {
            smtp::Outcome::Taken(answer) => (vec![lage(Lage::Skickad), (SVAR, answer)], Outcome::Skickat),
            smtp::Outcome::Refused(fault) => {
                let entered = vec![lage(Lage::Misslyckad), (SKAL, fault.message.clone())];
                findings.push(fault);
                (entered, Outcome::Misslyckat)
            }
            smtp::Outcome::Broken(fault) => {
                let entered = vec![lage(Lage::Misslyckad), (SKAL, fault.message.clone())];
                self.in_the_way.push(fault);
                self.connection = Connection::Gone;
                (entered, Outcome::Misslyckat)
            }
            smtp::Outcome::Unsure(fault) => {
                let entered = vec![lage(Lage::Osaker), (SKAL, fault.message.clone())];
                self.in_the_way.push(fault);
                self.connection = Connection::Gone;
                (entered, Outcome::Osakert)
            }
        };
        desk.enter(&with(post.clone(), entered))?;
        Ok(outcome)
    }

    fn post(
        &self,
        desk: &Desk,
        loaded: &Loaded,
        (recipient, kanal): (&Recipient, &str),
        written: &[(PathBuf, String)],
    ) -> Post {
        let extract = &loaded.extract;
        let mut kept = vec![Fil { namn: format!("{}.pdf", extract.stem), sha256: extract.sha256.clone() }];
        kept.extend(written.iter().map(|(path, sha256)| Fil { namn: file_name(path), sha256: sha256.clone() }));
        let mut uppgifter =
            BTreeMap::from([(MOTTAGARE.to_owned(), recipient.key.clone()), (KANAL.to_owned(), kanal.to_owned())]);
        let numbers = extract.diarienummer();
        if !numbers.is_empty() && !extract.is_secret() {
            uppgifter.insert(DIARIENUMMER.to_owned(), numbers.join(", "));
        }
        uppgifter.extend(self.asked.igen.as_ref().map(|reason| (SKAL.to_owned(), reason.trim().to_owned())));
        Post {
            handelse: Handelse::Expedierad,
            nar: desk.now,
            vem: desk.som.clone(),
            organ: loaded.organ.clone(),
            sammantrade: Some(extract.huvud.datum.clone()),
            paragrafer: recipient.paragrafer.clone(),
            lopnummer: loaded.lopnummer.clone(),
            handling: extract.stem.clone(),
            filer: kept,
            uppgifter,
        }
    }
}

fn with(mut post: Post, more: impl IntoIterator<Item = (&'static str, String)>) -> Post {
    post.uppgifter.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    post
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Writes what is sent, and beside it what has to be printed or handed over with it; answers with the paths and hashes
/// of what was made for the recipient.
fn write(desk: &Desk, loaded: &Loaded, planned: &Expediering) -> Result<Vec<(PathBuf, String)>, Stop> {
    let extract = &loaded.extract;
    let folder = desk.folder.join(loaded.folder());
    durable::folder(&folder)?;
    if planned.needs_extract {
        durable::write(&folder.join(format!("{}.pdf", extract.stem)), &extract.bytes)?;
        for (name, bytes) in &loaded.hanvisningar {
            durable::write(&folder.join(name), bytes)?;
        }
        for one in &loaded.bilagor.med {
            durable::write(&folder.join(&one.namn), &one.bytes)?;
        }
        if let Some(proof) = &extract.proof {
            durable::write(&folder.join(format!("{}.tlog-proof", extract.stem)), proof)?;
        }
    }
    let mut written = Vec::new();
    let time = free_time(desk, &folder, planned);
    for file in &planned.files {
        let path = folder.join(again(&file.path, time));
        if let Some(parent) = path.parent() {
            durable::folder(parent)?;
        }
        durable::write(&path, &file.bytes)?;
        written.push((path, state::sha256(&file.bytes)));
    }
    Ok(written)
}

/// Nobody is sent one thing so many times.
const MOST: usize = 1000;

/// The first time, from 1, that writes over no file that the register tells of: what it says was sent is still there.
fn free_time(desk: &Desk, folder: &Path, planned: &Expediering) -> usize {
    let taken = |time: usize| {
        planned.files.iter().any(|file| {
            let old = fs::read(folder.join(again(&file.path, time)));
            old.is_ok_and(|old| old != file.bytes && desk.ledger.knows_file(&state::sha256(&old)))
        })
    };
    (1..MOST).find(|time| !taken(*time)).unwrap_or(MOST)
}

/// "ekonomi-epost-2.eml", "klubben-digital-post-2/1-missiv.pdf": the name of what is made once more.
fn again(path: &str, time: usize) -> String {
    let (first, rest) = path.split_at(path.find('/').or_else(|| path.rfind('.')).unwrap_or(path.len()));
    if time == 1 { path.to_owned() } else { format!("{first}-{time}{rest}") }
}

/// How the server is reached; paths in `myndighet.toml` are seen from the workspace.
fn settings(desk: &Desk, smtp: &Smtp) -> Result<Settings, Diagnostic> {
    let read = |path: &str, what: &str| {
        let path = desk.workspace.root.join(path);
        fs::read(&path).map_err(|error| {
            let message = format!("{what} {} kunde inte läsas: {}", words::path(&path), words::io_error(&error));
            Diagnostic::error("smtp-fil", message).hint("se [smtp] i myndighet.toml")
        })
    };
    let password = match &smtp.losenord_fil {
        Some(path) => {
            let text = String::from_utf8(read(path, "lösenordsfilen")?)
                .map_err(|_| Diagnostic::error("losenord-fil", format!("{path} innehåller inte text")))?;
            Some(text.trim_end_matches(['\r', '\n']).to_owned())
        }
        None => None,
    };
    let credentials = match (&smtp.anvandare, password) {
        (Some(user), Some(password)) => Some((user.clone(), password)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(Diagnostic::error(
                "smtp-ofullstandig",
                "[smtp] behöver både anvandare och losenord-fil, eller ingen av dem",
            )
            .hint("se [smtp] i myndighet.toml"));
        }
    };
    let certificate = smtp.certifikat.as_deref().map(|path| read(path, "certifikatet")).transpose()?;
    Ok(Settings {
        server: smtp.server.clone(),
        port: smtp.port,
        at_once: smtp.kryptering.map(|kryptering| kryptering == Kryptering::Direkt),
        sender: plan::sender(&desk.workspace)?,
        credentials,
        certificate,
    })
}

/// The files of a receipt, as they were.
pub(super) fn as_file(path: &Path) -> Result<(Vec<u8>, Fil), Stop> {
    let bytes = keys::read(path)?;
    let sha256 = state::sha256(&bytes);
    Ok((bytes, Fil { namn: file_name(path), sha256 }))
}

#[cfg(test)]
mod tests {
    use super::again;

    #[test]
    fn what_is_made_once_more_has_a_name_of_its_own() {
        let names = ["a-epost.eml", "a-digital-post/1-missiv.pdf"].map(|name| [again(name, 1), again(name, 2)]);
        assert_eq!(names[0], ["a-epost.eml", "a-epost-2.eml"]);
        assert_eq!(names[1], ["a-digital-post/1-missiv.pdf", "a-digital-post-2/1-missiv.pdf"]);
    }
}
