//! `bestyrk`: a certified extract of adjusted minutes, with its `.sha256` beside it.

mod service;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::issue::{About, Done, Issue};
use super::{Exit, Stop, genuine, handed, keys, registers, reservation, signed, state};
use crate::args::{Bestyrk, Underskrift};
use crate::case::sammantrade::Sammantrade;
use crate::case::{Case, Workspace};
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::document::{self, Rattelserad, certified_stem};
use crate::durable;
use crate::evidence::minutes::Minutes;
use crate::rules;
use crate::sign::bestyrk::{Order, bestyrk};
use crate::sign::justera::Signing;
use crate::sign::key::Key;
use crate::sign::record::is_trial;
use crate::terminal;
use x509_cert::Certificate;

pub(super) fn run(asked: &Bestyrk) -> Result<Exit, Stop> {
    registers::named(asked.register.as_deref())?;
    let matter = Matter::read(asked)?;
    let how = &asked.underskrift;
    if how.avbryt {
        service::break_off(asked, &matter)?;
    } else if let Some(answer) = &how.slutfor {
        service::finish(asked, &matter, (how, answer))?;
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
    /// The §§ of the extract.
    paragrafer: Vec<u32>,
    /// Where the extract is to be: its folder, and the file.
    folder: PathBuf,
    file: PathBuf,
}

impl Matter {
    fn read(asked: &Bestyrk) -> Result<Self, Stop> {
        let pdf = keys::read(&asked.fil)?;
        handed::to_certify(&asked.fil, &pdf)?;
        let workspace = keys::workspace_of(&asked.fil)?.ok_or_else(|| {
            Diagnostic::error("myndighet-saknas", "ingen myndighet.toml hittades kring protokollet")
                .hint("lägg protokollet i arbetsmappen som det kommer från")
        })?;
        let minutes = minutes(asked)?;
        let (paragrafer, folder) = match (&asked.paragraf, &asked.ut) {
            (Some(paragrafer), Some(folder)) => (paragrafer.0.clone(), folder.clone()),
            _ => service::waiting(asked, &workspace, &pdf)?,
        };
        let file = folder.join(format!("{}.pdf", certified_stem(&workspace, &minutes.huvud, &paragrafer)));
        let name = asked.fil.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let original = asked.original.as_deref().map(keys::read).transpose()?;
        Ok(Self { workspace: Arc::new(workspace), minutes, pdf, name, original, paragrafer, folder, file })
    }

    fn prov(&self) -> bool {
        is_trial(self.original.as_deref().unwrap_or(&self.pdf))
    }

    /// The extract's way through the register.
    fn issue<'a>(
        &'a self,
        asked: &Bestyrk,
        (vem, nar): (&'a str, Timestamp),
        rattelser: &'a [String],
    ) -> Result<Issue<'a>, Stop> {
        let about = About {
            workspace: &self.workspace,
            minutes: &self.minutes,
            protokoll: (&self.name, state::sha256(&self.pdf)),
            paragrafer: &self.paragrafer,
            vem,
            nar,
            rattelser,
            prov: self.prov(),
        };
        Issue::begin(about, &self.folder, asked.register.as_deref())
    }
}

/// Certifies with a key, or prepares for a service that will.
fn make(asked: &Bestyrk, matter: &Matter) -> Result<(), Stop> {
    genuine::minutes(&matter.pdf)?;
    let case = case_of(&matter.workspace, &matter.minutes);
    if let Some((_, meeting)) = &case {
        own_minutes(meeting, matter)?;
    }
    let adjusted = asked.justerad.or_else(|| adjusted(&case.as_ref()?.1, &matter.minutes));
    let (current, rattelser) = current(&matter.workspace, case, &matter.paragrafer)?;
    let how = &asked.underskrift;
    how.forbered.as_deref().map(reservation::room_for).transpose()?;
    let (person, time) = (how.som.as_deref().unwrap_or_default(), clock::now());
    let lines: Vec<String> = rattelser.iter().map(|one| one.text.clone()).collect();
    let issue = matter.issue(asked, (person, time), &lines)?;
    issue.free()?;
    let mut remarks = signed::secrecy(&matter.minutes, &matter.paragrafer);
    remarks.extend(issue.remarks()?);
    terminal::say_findings(&remarks);
    let sealer = Sealer::of(how)?;
    let mut evidence = keys::evidence(how, Some(&matter.workspace))?;
    evidence.fetch_for(sealer.chain());
    let timestamp = keys::timestamp(how.tidsstampel.as_deref(), Some(&matter.workspace));
    let certificates = &matter.workspace.myndighet.value.undertecknare;
    let signing = Signing { person, time, certificates, timestamp: timestamp.as_deref(), evidence: &evidence };
    let number = || issue.take();
    let order = Order {
        protokoll: (&matter.pdf, &matter.name),
        minutes: &matter.minutes,
        original: matter.original.as_deref(),
        adjusted,
        current,
        rattelser,
        workspace: &matter.workspace,
        paragrafer: &matter.paragrafer,
        signing,
        archive_copy: asked.arkivkopia,
        number: Some(&number),
    };
    match &sealer {
        Sealer::Service(chain, out) => service::prepare(&order, (chain, out), (matter, &issue)),
        Sealer::Key(key) => certify(&order, key.as_ref(), &issue),
    }
}

/// What makes the seal.
enum Sealer<'a> {
    Key(Box<dyn Key>),
    /// With the chain that was given, and where the request is to be written.
    Service(Vec<Certificate>, &'a Path),
}

impl<'a> Sealer<'a> {
    fn of(asked: &'a Underskrift) -> Result<Self, Stop> {
        Ok(match &asked.forbered {
            Some(out) => Self::Service(reservation::chain(asked)?, out),
            None => Self::Key(keys::key(asked)?),
        })
    }

    fn chain(&self) -> &[Certificate] {
        match self {
            Self::Key(key) => key.chain(),
            Self::Service(chain, _) => chain,
        }
    }
}

/// The day of justering that the case tells of: that of the meeting, or of the § that has minutes of its own.
fn adjusted(meeting: &Sammantrade, minutes: &Minutes) -> Option<Date> {
    let numbers: Vec<u32> = minutes.leaves.iter().map(|leaf| leaf.nummer).collect();
    if let Some(number) = at_once(meeting, &numbers) {
        return meeting.day_at_once(number);
    }
    Some(meeting.justering.as_ref()?.datum?.0)
}

/// The § adjusted at once that minutes of one § are of.
fn at_once(meeting: &Sammantrade, numbers: &[u32]) -> Option<u32> {
    let [only] = numbers else { return None };
    meeting.paragraf.iter().any(|one| one.nummer == *only && one.omedelbart_justerad).then_some(*only)
}

/// A § adjusted at once is in minutes of its own, which others may have signed and another day; in those of the meeting it
/// is only referred to (5 kap. 69 § kommunallagen, and the time for appeal that runs by itself).
fn own_minutes(meeting: &Sammantrade, matter: &Matter) -> Result<(), Stop> {
    let is_whole = matter.minutes.leaves.len() > 1;
    let apart = |number: &&u32| meeting.paragraf.iter().any(|one| one.nummer == **number && one.omedelbart_justerad);
    let Some(number) = matter.paragrafer.iter().find(apart).filter(|_| is_whole) else { return Ok(()) };
    let message = format!("§ {number} är omedelbart justerad och har ett eget protokoll, som inte är {}", matter.name);
    Err(Stop::from(
        Diagnostic::error("omedelbart-justerad", message)
            .hint(format!("bestyrk den ur sitt eget protokoll, filen som slutar på -p{number}-omedelbar.pdf")),
    ))
}

/// Nothing came of it: a number that was taken is cancelled.
fn failed(issue: &Issue<'_>, stop: Stop) -> Stop {
    issue.fail(&stop.findings);
    stop
}

fn certify(order: &Order<'_>, key: &dyn Key, issue: &Issue<'_>) -> Result<(), Stop> {
    let extract = bestyrk(order, key);
    let extract = extract.map_err(|findings| failed(issue, Stop::because(findings)))?;
    terminal::say_findings(&extract.warnings);
    let done = issue.finish(&extract.bytes)?;
    say(issue, &done)?;
    beside(issue.file(), extract.beside().into_iter().map(|(name, bytes)| Ok((name, bytes.to_vec()))))?;
    keys::say_how_long(extract.provable, false);
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
    let lines = text(keys::read(&path).map_err(|stop| if path.exists() { stop } else { signed::words_lost(&path) })?);
    let secret = path.to_str().and_then(|path| path.strip_suffix(".identitet.jsonl"));
    let secret = secret.and_then(|stem| fs::read(format!("{stem}.sekretess.jsonl")).ok()).map(text).unwrap_or_default();
    Minutes::read(&lines, &secret).map_err(Stop::from)
}

/// The case that the minutes were made of: the same organ and day.
pub(super) fn case_of(workspace: &Workspace, minutes: &Minutes) -> Option<(Arc<Case>, Sammantrade)> {
    let organs = &workspace.myndighet.value.organ;
    let organ = organs.iter().find(|organ| organ.namn == minutes.huvud.organ)?;
    let (case, meeting) = workspace.meeting(&organ.id, &minutes.huvud.datum)?;
    Some((Arc::clone(case), meeting.clone()))
}

type Objects = (crate::evidence::HuvudObject, Vec<crate::evidence::ParagrafObject>);

/// The objects of the case as it reads now, and its corrections of the §§.
fn current(
    workspace: &Arc<Workspace>,
    case: Option<(Arc<Case>, Sammantrade)>,
    numbers: &[u32],
) -> Result<(Option<Objects>, Vec<Rattelserad>), Stop> {
    let Some((case, meeting)) = case else { return Ok((None, Vec::new())) };
    let (checked, findings) = rules::check(workspace, &case);
    let Some(checked) = checked else {
        let file = words::path(&case.path);
        let faulty =
            Diagnostic::error("fall-med-fel", format!("fallet {file} har fel, och kan inte jämföras med protokollet"))
                .hint(format!("kör utdrag kontrollera {file}"));
        return Err(Stop::because(findings.into_iter().chain([faulty]).collect()));
    };
    let misplaced = document::misplaced(&checked);
    if !misplaced.is_empty() {
        return Err(Stop::because(misplaced));
    }
    let objects = document::canonical_objects(&checked, &meeting);
    let objects = objects.map_err(Stop::because)?;
    Ok((Some(objects), document::rattelser(&checked, &meeting, numbers)))
}

/// The copy for the archive, with its evidence, beside the extract.
fn beside(file: &Path, files: impl Iterator<Item = Result<(String, Vec<u8>), Diagnostic>>) -> Result<(), Stop> {
    for one in files {
        let (name, bytes) = one?;
        durable::write(&file.with_file_name(name), &bytes)?;
    }
    Ok(())
}
