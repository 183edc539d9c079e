//! An extract that a signature service seals, in two steps: its number is taken and printed in the first, and waits with the
//! reservation until the seal is put in, or the number is cancelled.

use std::path::{Path, PathBuf};

use super::{Matter, beside, failed, say};
use crate::args::{Bestyrk, Underskrift};
use crate::case::Workspace;
use crate::clock;
use crate::commands::issue::Issue;
use crate::commands::reservation::{self, Reply};
use crate::commands::{Stop, genuine, kept, keys, registers};
use crate::diag::{Diagnostic, words};
use crate::register;
use crate::sign::bestyrk::{Order, forbered, slutfor};
use crate::sign::justera::Signing;
use crate::sign::reservation::{Reservation, Utdrag};
use crate::terminal;
use x509_cert::Certificate;

/// The number is the extract's while the service has it.
pub(super) fn prepare(
    order: &Order<'_>,
    (chain, out): (&[Certificate], &Path),
    (matter, issue): (&Matter, &Issue<'_>),
) -> Result<(), Stop> {
    reservation::honest_time(chain, matter.prov())?;
    let prepared = forbered(order, chain);
    let prepared = prepared.map_err(|findings| failed(issue, Stop::because(findings)))?;
    // The number is kept once it is known for what: a run that ends before leaves it to be cancelled as any other.
    let kept = reservation::keep(&matter.file, &prepared).and_then(|()| issue.keep());
    kept.map_err(Stop::from).and_then(|()| reservation::request(&matter.file, &prepared, out)).or_else(|stop| {
        reservation::release(&matter.file)?;
        Err(failed(issue, stop))
    })
}

/// Which extract of the minutes waits, where the command line does not say: §§ and folder.
pub(super) fn waiting(asked: &Bestyrk, workspace: &Workspace, pdf: &[u8]) -> Result<(Vec<u32>, PathBuf), Stop> {
    let path = registers::path(asked.register.as_ref(), Some(workspace))?;
    let settings = registers::settings_of(&path, Some(workspace));
    let register = path.exists().then(|| register::existing(&path, &settings)).transpose()?;
    let named = (asked.paragraf.as_ref().map(|one| one.0.as_slice()), asked.ut.as_deref());
    let found = kept::waiting(register.as_ref(), (&asked.fil, pdf), named)?;
    Ok((found.paragrafer, found.file.parent().map(Path::to_owned).unwrap_or_default()))
}

/// Puts in the seal that a service made. What is entered is what was prepared, whatever the case reads now.
pub(super) fn finish(asked: &Bestyrk, matter: &Matter, (how, answer): (&Underskrift, &Path)) -> Result<(), Stop> {
    if let Some(made) = reservation::spent(&matter.file)?.and_then(|one| one.utdrag) {
        return rest(asked, matter, &made);
    }
    let reservation = reservation::found(&matter.file)?;
    reservation::same_person(how, &reservation)?;
    let made = reservation.utdrag.clone().ok_or_else(|| Stop::from(unnumbered()))?;
    made.unchanged(&matter.pdf, &matter.minutes.root())?;
    let nummer = made.nummer.as_deref().ok_or_else(|| Stop::from(unnumbered()))?;
    let mut evidence = keys::evidence(how, Some(&matter.workspace))?;
    let timestamp = keys::timestamp(how.tidsstampel.as_deref(), Some(&matter.workspace));
    let reply = Reply::read(how, answer)?;
    evidence.fetch_for(&reservation::honest_chain(&reservation, &reply)?);
    let signing = Signing {
        person: &reservation.som,
        time: reservation.time()?,
        certificates: &matter.workspace.myndighet.value.undertecknare,
        timestamp: timestamp.as_deref(),
        evidence: &evidence,
    };
    let sealed = slutfor(&reservation, &reply.answer(), &signing, &matter.workspace)?;
    genuine::sound(&sealed.bytes)?;
    terminal::say_findings(&sealed.warnings);
    let issue = matter.issue(asked, (signing.person, clock::now()), &made.rattelser)?;
    // What an ended run had entered is put in its place when the register is opened.
    if reservation::spent(&matter.file)?.is_some() {
        return rest(asked, matter, &made);
    }
    issue.resume(nummer)?;
    let done = issue.finish(&sealed.bytes)?;
    put_beside(matter, &made)?;
    reservation::release(&matter.file)?;
    say(&issue, &done)?;
    keys::say_how_long(sealed.provable, false);
    Ok(())
}

/// The seal was in its place when a run was ended: what it had left to do.
fn rest(asked: &Bestyrk, matter: &Matter, made: &Utdrag) -> Result<(), Stop> {
    // Whatever the register had left to do is done by opening it.
    drop(matter.issue(asked, ("", clock::now()), &made.rattelser)?);
    put_beside(matter, made)?;
    reservation::release(&matter.file)?;
    terminal::answer(&words::path(&matter.file))?;
    let number = made.nummer.as_ref().map(|number| format!(" som {number}")).unwrap_or_default();
    terminal::say(&format!("Utdraget var redan stämplat och infört{number}; nu är inget kvar att göra."));
    Ok(())
}

fn put_beside(matter: &Matter, made: &Utdrag) -> Result<(), Stop> {
    beside(&matter.file, made.bredvid.iter().map(|one| Ok((one.namn.clone(), one.bytes()?))))
}

fn unnumbered() -> Diagnostic {
    Diagnostic::error("reservation-skadad", "reservationen säger inte vilket nummer och protokoll utdraget gäller")
        .hint("släpp den med --avbryt och förbered stämpeln på nytt")
}

/// Cancels the number that was kept for the extract, then releases its place.
pub(super) fn break_off(asked: &Bestyrk, matter: &Matter) -> Result<(), Stop> {
    if !matter.folder.is_dir() {
        reservation::found(&matter.file)?;
    }
    // A damaged reservation is released too, and names nobody.
    let known = |one: Reservation| (one.som, one.utdrag.and_then(|made| made.nummer));
    let (som, nummer) = reservation::find(&matter.file).ok().flatten().map(known).unwrap_or_default();
    let issue = matter.issue(asked, (&som, clock::now()), &[])?;
    issue.hold()?;
    let cancelled = issue.cancel_kept(nummer.as_deref())?;
    if !cancelled || reservation::is_there(&matter.file) {
        reservation::break_off(&matter.file)?;
    }
    Ok(())
}
