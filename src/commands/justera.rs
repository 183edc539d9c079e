//! `justera`: one person's signature in a prepared file, in place, whole or not at all; with a key, or in two steps with a
//! signature service.

use std::path::Path;

use jiff::Timestamp;

use super::reservation::{self, Reply};
use super::{Exit, Stop};
use super::{entered, genuine, handed, keys, state};
use crate::args::{Justera, Underskrift};
use crate::case::Workspace;
use crate::clock;
use crate::diag::words;
use crate::durable;
use crate::register::Handelse;
use crate::sign::justera::{SignedPdf, Signing, forbered, justera, slutfor};
use crate::sign::ltv::Evidence;
use crate::sign::record::is_trial;
use crate::terminal;

pub(super) fn run(asked: &Justera) -> Result<Exit, Stop> {
    handed::to_sign(&asked.fil, &keys::read(&asked.fil)?)?;
    let _held = keys::hold(&asked.fil)?;
    let pdf = keys::read(&asked.fil)?;
    let how = &asked.underskrift;
    match (&how.forbered, &how.slutfor) {
        _ if how.avbryt => reservation::break_off(&asked.fil)?,
        (Some(out), _) => prepare(&asked.fil, &pdf, (how, out))?,
        (None, Some(answer)) => finish(&asked.fil, &pdf, (how, answer))?,
        (None, None) => sign(&asked.fil, &pdf, how)?,
    }
    Ok(Exit::Yes)
}

/// What does not depend on who signs.
struct Circumstances {
    workspace: Option<Workspace>,
    evidence: Evidence,
    timestamp: Option<String>,
}

impl Circumstances {
    fn of(file: &Path, asked: &Underskrift) -> Result<Self, Stop> {
        let workspace = keys::workspace_of(file)?;
        let timestamp = keys::timestamp(asked.tidsstampel.as_deref(), workspace.as_ref());
        Ok(Self { evidence: keys::evidence(asked, workspace.as_ref())?, timestamp, workspace })
    }

    fn signing<'a>(&'a self, person: &'a str, time: Timestamp) -> Signing<'a> {
        let rows = self.workspace.as_ref().map(|one| one.myndighet.value.undertecknare.as_slice());
        Signing {
            person,
            time,
            certificates: rows.unwrap_or_default(),
            timestamp: self.timestamp.as_deref(),
            evidence: &self.evidence,
        }
    }
}

fn sign(file: &Path, pdf: &[u8], asked: &Underskrift) -> Result<(), Stop> {
    reservation::refuse(file)?;
    let mut about = Circumstances::of(file, asked)?;
    let key = keys::key(asked)?;
    about.evidence.fetch_for(key.chain());
    let person = asked.som.as_deref().unwrap_or_default();
    let signing = about.signing(person, clock::now());
    let signed = justera(pdf, &signing, key.as_ref()).map_err(|fault| Stop::from(handed::named(file, fault)))?;
    durable::write(file, &signed.bytes)?;
    said(file, &signed, (person, signing.time), about.workspace.as_ref())?;
    keys::say_how_long(signed.provable, !signed.waiting.is_empty());
    Ok(())
}

fn prepare(file: &Path, pdf: &[u8], (asked, out): (&Underskrift, &Path)) -> Result<(), Stop> {
    reservation::refuse(file)?;
    let mut about = Circumstances::of(file, asked)?;
    reservation::room_for(out)?;
    let chain = reservation::chain(asked)?;
    reservation::honest_time(&chain, is_trial(pdf))?;
    about.evidence.fetch_for(&chain);
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let person = asked.som.as_deref().unwrap_or_default();
    let prepared = forbered(pdf, &name, &about.signing(person, clock::now()), &chain);
    let (reservation, warnings) = prepared.map_err(|fault| Stop::from(handed::named(file, fault)))?;
    terminal::say_findings(&warnings);
    reservation::keep(file, &reservation)?;
    reservation::request(file, &reservation, out).or_else(|stop| {
        reservation::release(file)?;
        Err(stop)
    })
}

fn finish(file: &Path, pdf: &[u8], (asked, answer): (&Underskrift, &Path)) -> Result<(), Stop> {
    let reservation = reservation::found(file)?;
    reservation::same_person(asked, &reservation)?;
    let mut about = Circumstances::of(file, asked)?;
    let reply = Reply::read(asked, answer)?;
    let chain = reservation::honest_chain(&reservation, &reply)?;
    about.evidence.fetch_for(&chain);
    let signing = about.signing(&reservation.som, reservation.time()?);
    let signed = slutfor(pdf, &reservation, &reply.answer(), &signing)?;
    genuine::sound(&signed.bytes)?;
    durable::write(file, &signed.bytes)?;
    // The file is signed: whatever comes after this, it waits for nobody.
    reservation::release(file)?;
    said(file, &signed, (&reservation.som, signing.time), about.workspace.as_ref())?;
    keys::say_how_long(signed.provable, !signed.waiting.is_empty());
    Ok(())
}

/// Says, and enters, that somebody has signed.
fn said(
    file: &Path,
    signed: &SignedPdf,
    (person, time): (&str, Timestamp),
    workspace: Option<&Workspace>,
) -> Result<(), Stop> {
    terminal::say_findings(&signed.warnings);
    terminal::answer(&words::path(file))?;
    if let Some(workspace) = workspace {
        let event = (Handelse::Undertecknad, person, time);
        entered::enter(workspace, event, &[(file, signed.bytes.clone(), state::sha256(&signed.bytes))])?;
    }
    let rest = match signed.waiting.as_slice() {
        [] => "Alla har skrivit under.".to_owned(),
        waiting => format!("Kvar att skriva under: {}.", waiting.join("; ")),
    };
    terminal::say(&format!("{person} har skrivit under. {rest}"));
    Ok(())
}
