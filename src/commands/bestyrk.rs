//! `bestyrk`: a certified extract of adjusted minutes, with its `.sha256` beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::issue::{About, Done, Issue};
use super::reservation::{self, Reply};
use super::{Exit, Stop, keys, registers, state};
use crate::args::{Bestyrk, Underskrift};
use crate::case::sammantrade::Sammantrade;
use crate::case::{Case, Content, Workspace};
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::document::{self, certified_stem};
use crate::durable;
use crate::evidence::minutes::Minutes;
use crate::rules;
use crate::sign::bestyrk::{Extract, Order, bestyrk, forbered, slutfor};
use crate::sign::justera::Signing;
use crate::sign::record::is_trial;
use crate::sign::reservation::Reservation;
use crate::terminal;
use crate::verify::{self, Options, Trust, Utslag};

pub(super) fn run(asked: &Bestyrk) -> Result<Exit, Stop> {
    registers::named(asked.register.as_deref())?;
    let matter = Matter::read(asked)?;
    let how = &asked.underskrift;
    if how.avbryt {
        break_off(asked, &matter)?;
    } else if let Some(answer) = &how.slutfor {
        finish(asked, &matter, (how, answer))?;
    } else {
        make(asked, &matter)?;
    }
    Ok(Exit::Yes)
}

/// What an extract is made of, however it is sealed.
struct Matter {
    workspace: Arc<Workspace>,
    minutes: Minutes,
    /// The signed minutes: bytes and file name.
    pdf: Vec<u8>,
    name: String,
    /// The file as it was made for signing, where an outside service signed.
    original: Option<Vec<u8>>,
    /// Where the extract is to be.
    file: PathBuf,
}

impl Matter {
    fn read(asked: &Bestyrk) -> Result<Self, Stop> {
        let pdf = keys::read(&asked.fil)?;
        let workspace = keys::workspace_of(&asked.fil)?.ok_or_else(|| {
            Diagnostic::error("myndighet-saknas", "ingen myndighet.toml hittades kring protokollet")
                .hint("lägg protokollet i arbetsmappen som det kommer från")
        })?;
        let minutes = minutes(asked)?;
        let file = asked.ut.join(format!("{}.pdf", certified_stem(&workspace, &minutes.huvud, &asked.paragraf.0)));
        let name = asked.fil.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let original = asked.original.as_deref().map(keys::read).transpose()?;
        Ok(Self { workspace: Arc::new(workspace), minutes, pdf, name, original, file })
    }

    fn prov(&self) -> bool {
        is_trial(self.original.as_deref().unwrap_or(&self.pdf))
    }

    /// The extract's way through the register.
    fn issue<'a>(
        &'a self,
        asked: &'a Bestyrk,
        (vem, nar): (&'a str, Timestamp),
        rattelser: &'a [String],
    ) -> Result<Issue<'a>, Stop> {
        let about = About {
            workspace: &self.workspace,
            minutes: &self.minutes,
            protokoll: (&self.name, state::sha256(&self.pdf)),
            paragrafer: &asked.paragraf.0,
            vem,
            nar,
            rattelser,
            prov: self.prov(),
        };
        Issue::begin(about, &asked.ut, asked.register.as_deref())
    }
}

/// Certifies with a key, or prepares for a service that will.
fn make(asked: &Bestyrk, matter: &Matter) -> Result<(), Stop> {
    genuine(&matter.pdf)?;
    let case = case_of(&matter.workspace, &matter.minutes);
    if let Some((_, meeting)) = &case {
        own_minutes(meeting, matter, &asked.paragraf.0)?;
    }
    let meeting = case.as_ref().and_then(|(_, meeting)| meeting.justering.as_ref());
    let adjusted = meeting.and_then(|justering| justering.datum).map(|day| day.0);
    let (current, rattelser) = current(&matter.workspace, case, &asked.paragraf.0)?;
    let how = &asked.underskrift;
    let evidence = keys::evidence(how)?;
    let timestamp = keys::timestamp(how, Some(&matter.workspace));
    let signing = Signing {
        person: how.som.as_deref().unwrap_or_default(),
        time: clock::now(),
        certificates: &matter.workspace.myndighet.value.undertecknare,
        timestamp: timestamp.as_deref(),
        evidence: &evidence,
    };
    let issue = matter.issue(asked, (signing.person, signing.time), &rattelser)?;
    issue.free().map_err(keys::no)?;
    terminal::say_findings(&issue.remarks().map_err(keys::no)?.into_iter().collect::<Vec<_>>());
    let number = || issue.take();
    let order = Order {
        protokoll: (&matter.pdf, &matter.name),
        minutes: &matter.minutes,
        original: matter.original.as_deref(),
        adjusted,
        current,
        rattelser: rattelser.clone(),
        workspace: &matter.workspace,
        paragrafer: &asked.paragraf.0,
        signing,
        archive_copy: asked.arkivkopia,
        number: Some(&number),
    };
    match &how.forbered {
        Some(out) => prepare(&order, (how, out), (matter, &issue)),
        None => certify(asked, &order, &issue),
    }
}

/// A § adjusted at once is in minutes of its own, which others may have signed and another day; in those of the meeting it
/// is only referred to (5 kap. 69 § kommunallagen, and the time for appeal that runs by itself).
fn own_minutes(meeting: &Sammantrade, matter: &Matter, numbers: &[u32]) -> Result<(), Stop> {
    let is_whole = matter.minutes.leaves.len() > 1;
    let apart = |number: &&u32| meeting.paragraf.iter().any(|one| one.nummer == **number && one.omedelbart_justerad);
    let Some(number) = numbers.iter().find(apart).filter(|_| is_whole) else { return Ok(()) };
    let message = format!("§ {number} är omedelbart justerad och har ett eget protokoll, som inte är {}", matter.name);
    Err(keys::no(
        Diagnostic::error("omedelbart-justerad", message)
            .hint(format!("bestyrk den ur sitt eget protokoll, filen som slutar på -p{number}-omedelbar.pdf")),
    ))
}

/// Nothing came of it: a number that was taken is cancelled.
fn failed(issue: &Issue<'_>, stop: Stop) -> Stop {
    issue.fail(&stop.findings);
    stop
}

fn certify(asked: &Bestyrk, order: &Order<'_>, issue: &Issue<'_>) -> Result<(), Stop> {
    let key = keys::key(&asked.underskrift)?;
    let extract = bestyrk(order, key.as_ref());
    let extract = extract.map_err(|findings| failed(issue, Stop { exit: Exit::No, findings }))?;
    terminal::say_findings(&extract.warnings);
    let done = issue.finish(&extract.bytes)?;
    say(issue, &done)?;
    beside(&asked.ut, &extract)?;
    keys::say_how_long(extract.provable, false);
    Ok(())
}

/// The number is the extract's while the service has it.
fn prepare(
    order: &Order<'_>,
    (how, out): (&Underskrift, &Path),
    (matter, issue): (&Matter, &Issue<'_>),
) -> Result<(), Stop> {
    let chain = reservation::chain(how)?;
    reservation::honest_time(&chain, matter.prov())?;
    let prepared = forbered(order, &chain);
    let prepared = prepared.map_err(|findings| failed(issue, Stop { exit: Exit::No, findings }))?;
    issue.keep().map_err(|fault| failed(issue, fault.into()))?;
    reservation::keep(&matter.file, &prepared, out).or_else(|stop| {
        reservation::release(&matter.file)?;
        Err(failed(issue, stop))
    })
}

/// Puts in the seal that a service made. What is entered is what was prepared, whatever the case reads now.
fn finish(asked: &Bestyrk, matter: &Matter, (how, answer): (&Underskrift, &Path)) -> Result<(), Stop> {
    let reservation = reservation::found(&matter.file)?;
    reservation::same_person(how, &reservation)?;
    let made = reservation.utdrag.clone().ok_or_else(|| keys::no(unnumbered()))?;
    made.unchanged(&matter.pdf, &matter.minutes.root()).map_err(keys::no)?;
    let nummer = made.nummer.as_deref().ok_or_else(|| keys::no(unnumbered()))?;
    let (evidence, timestamp) = (keys::evidence(how)?, keys::timestamp(how, Some(&matter.workspace)));
    let reply = Reply::read(how, answer)?;
    reservation::honest_answer(&reservation, &reply)?;
    let signing = Signing {
        person: &reservation.som,
        time: reservation.time().map_err(keys::no)?,
        certificates: &matter.workspace.myndighet.value.undertecknare,
        timestamp: timestamp.as_deref(),
        evidence: &evidence,
    };
    let sealed = slutfor(&reservation, &reply.answer(), &signing, &matter.workspace);
    let (bytes, provable) = sealed.map_err(keys::no)?;
    reservation::sound(&bytes)?;
    let issue = matter.issue(asked, (signing.person, clock::now()), &made.rattelser)?;
    issue.resume(nummer).map_err(keys::no)?;
    let done = issue.finish(&bytes)?;
    reservation::release(&matter.file)?;
    say(&issue, &done)?;
    keys::say_how_long(provable, false);
    Ok(())
}

fn unnumbered() -> Diagnostic {
    Diagnostic::error("reservation-skadad", "reservationen säger inte vilket nummer och protokoll utdraget gäller")
        .hint("släpp den med --avbryt och förbered stämpeln på nytt")
}

/// Cancels the number that was kept for the extract, then releases its place.
fn break_off(asked: &Bestyrk, matter: &Matter) -> Result<(), Stop> {
    if !asked.ut.is_dir() {
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

/// Gives the extract its receipt, and says where it is.
fn say(issue: &Issue<'_>, done: &Done) -> Result<(), Stop> {
    issue.receipt(done);
    terminal::answer(&words::path(issue.file()))?;
    terminal::say(&format!("Utdraget är {} i registret.", done.number));
    Ok(())
}

/// The canonical objects beside the minutes, or where `--identitet` says.
fn minutes(asked: &Bestyrk) -> Result<Minutes, Stop> {
    let path = asked.identitet.clone().unwrap_or_else(|| keys::beside(&asked.fil, "identitet.jsonl"));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let lines = text(keys::read(&path)?);
    let secret = path.to_str().and_then(|path| path.strip_suffix(".identitet.jsonl"));
    let secret = secret.and_then(|stem| fs::read(format!("{stem}.sekretess.jsonl")).ok()).map(text).unwrap_or_default();
    Minutes::read(&lines, &secret).map_err(keys::no)
}

/// The case that the minutes were made of: the same organ and day.
pub(super) fn case_of(workspace: &Workspace, minutes: &Minutes) -> Option<(Arc<Case>, Sammantrade)> {
    let organs = &workspace.myndighet.value.organ;
    let organ = organs.iter().find(|organ| organ.namn == minutes.huvud.organ)?;
    workspace.cases.iter().find_map(|case| match &case.value {
        Content::Sammantrade(meeting)
            if meeting.organ == organ.id && meeting.datum.to_string() == minutes.huvud.datum =>
        {
            Some((Arc::clone(case), meeting.clone()))
        }
        Content::Sammantrade(_) | Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
    })
}

type Objects = (crate::evidence::HuvudObject, Vec<crate::evidence::ParagrafObject>);

/// The objects of the case as it reads now, and its corrections of the §§.
fn current(
    workspace: &Arc<Workspace>,
    case: Option<(Arc<Case>, Sammantrade)>,
    numbers: &[u32],
) -> Result<(Option<Objects>, Vec<String>), Stop> {
    let Some((case, meeting)) = case else { return Ok((None, Vec::new())) };
    let (checked, findings) = rules::check(workspace, &case);
    let Some(checked) = checked else {
        let file = words::path(&case.path);
        let faulty =
            Diagnostic::error("fall-med-fel", format!("fallet {file} har fel, och kan inte jämföras med protokollet"))
                .hint(format!("kör utdrag kontrollera {file}"));
        return Err(Stop { exit: Exit::No, findings: findings.into_iter().chain([faulty]).collect() });
    };
    let objects = document::canonical_objects(&checked, &meeting);
    let objects = objects.map_err(|findings| Stop { exit: Exit::No, findings })?;
    Ok((Some(objects), document::rattelser(&checked, &meeting, numbers)))
}

/// Refuses minutes that the verifier finds false. Whom to trust is not asked here: the names are held against the fields.
pub(super) fn genuine(pdf: &[u8]) -> Result<(), Stop> {
    let verdict = verify::verify(pdf, &Trust::default(), &Options::at(clock::now()));
    match verdict.utslag() {
        Utslag::Giltig | Utslag::KanInteAvgoras => Ok(()),
        Utslag::Ogiltig => {
            let why = verdict.decisive().map(|brist| brist.mening.clone()).unwrap_or_default();
            Err(keys::no(
                Diagnostic::error("protokoll-ogiltigt", format!("protokollet är inte giltigt: {why}"))
                    .hint("kontrollera det med utdrag verifiera, och hämta det rätta ur arkivet"),
            ))
        }
    }
}

/// The copy for the archive, with its evidence.
fn beside(folder: &Path, extract: &Extract) -> Result<(), Stop> {
    let Some(copy) = &extract.archive_copy else { return Ok(()) };
    durable::write(&folder.join(format!("{}-arkiv.pdf", extract.stem)), copy)?;
    for (name, bytes) in &extract.evidence {
        durable::write(&folder.join(format!("{}-{name}", extract.stem)), bytes)?;
    }
    Ok(())
}
