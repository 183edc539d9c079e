//! `bestyrk`: a certified extract of adjusted minutes, with its `.sha256` beside it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::issue::{About, Issue};
use super::keys;
use super::{Exit, Stop};
use crate::args::Bestyrk;
use crate::case::sammantrade::Sammantrade;
use crate::case::{Case, Content, Workspace};
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::document;
use crate::durable;
use crate::evidence::minutes::Minutes;
use crate::rules;
use crate::sign::bestyrk::{Extract, Order, bestyrk};
use crate::sign::justera::Signing;
use crate::sign::record::is_trial;
use crate::terminal;
use crate::verify::{self, Options, Trust, Utslag};

pub(super) fn run(asked: &Bestyrk) -> Result<Exit, Stop> {
    let pdf = keys::read(&asked.fil)?;
    let key = keys::key(&asked.underskrift)?;
    let workspace = keys::workspace_of(&asked.fil)?.ok_or_else(|| {
        keys::no(Diagnostic::error("myndighet-saknas", "ingen myndighet.toml hittades kring protokollet"))
    })?;
    let workspace = Arc::new(workspace);
    let minutes = minutes(asked)?;
    genuine(&pdf)?;
    let case = case_of(&workspace, &minutes);
    let meeting = case.as_ref().and_then(|(_, meeting)| meeting.justering.as_ref());
    let adjusted = meeting.and_then(|justering| justering.datum).map(|day| day.0);
    let (current, rattelser) = current(&workspace, case, &asked.paragraf.0)?;
    let evidence = keys::evidence(&asked.underskrift)?;
    let timestamp = keys::timestamp(&asked.underskrift, Some(&workspace));
    let original = asked.original.as_deref().map(keys::read).transpose()?;
    let name = asked.fil.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let now = clock::now();
    let about = About {
        workspace: &workspace,
        minutes: &minutes,
        protokoll: (&name, &pdf),
        paragrafer: &asked.paragraf.0,
        vem: &asked.underskrift.som,
        nar: now,
        rattelser: &rattelser.clone(),
        prov: is_trial(original.as_deref().unwrap_or(&pdf)),
    };
    let issue = Issue::begin(about, &asked.ut, asked.register.as_deref())?;
    let number = || issue.take();
    let order = Order {
        protokoll: (&pdf, &name),
        minutes: &minutes,
        original: original.as_deref(),
        adjusted,
        current,
        rattelser,
        workspace: &workspace,
        paragrafer: &asked.paragraf.0,
        signing: Signing {
            person: &asked.underskrift.som,
            time: now,
            certificates: &workspace.myndighet.value.undertecknare,
            timestamp: timestamp.as_deref(),
            evidence: &evidence,
        },
        archive_copy: asked.arkivkopia,
        number: Some(&number),
    };
    let extract = bestyrk(&order, &key).map_err(|findings| {
        issue.fail(&findings);
        Stop { exit: Exit::No, findings }
    })?;
    beside(&asked.ut, &extract)?;
    let number = issue.finish(&extract.bytes)?;
    terminal::answer(&words::path(issue.file()))?;
    terminal::say(&format!("Utdraget är {number} i registret."));
    keys::say_how_long(&key, timestamp.as_deref(), &evidence);
    Ok(Exit::Yes)
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
    let Some(checked) = checked else { return Err(Stop { exit: Exit::No, findings }) };
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
