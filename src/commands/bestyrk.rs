//! `bestyrk`: a certified extract of adjusted minutes, with its `.sha256` beside it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

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
            time: clock::now(),
            certificates: &workspace.myndighet.value.undertecknare,
            timestamp: timestamp.as_deref(),
            evidence: &evidence,
        },
        archive_copy: asked.arkivkopia,
    };
    let extract = bestyrk(&order, &key).map_err(|findings| Stop { exit: Exit::No, findings })?;
    write(&asked.ut, &extract)?;
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

fn write(folder: &Path, extract: &Extract) -> Result<(), Stop> {
    durable::folder(folder)?;
    let _held = durable::hold(folder)?;
    let file = format!("{}.pdf", extract.stem);
    let path = folder.join(&file);
    if fs::read(&path).is_ok_and(|old| old.windows(10).any(|window| window == b"/ByteRange")) {
        let message = format!("{} finns redan och är bestyrkt; den skrivs inte över", words::path(&path));
        return Err(keys::no(Diagnostic::error("redan-bestyrkt", message).hint("ange en annan mapp med --ut")));
    }
    if let Some(copy) = &extract.archive_copy {
        durable::write(&folder.join(format!("{}-arkiv.pdf", extract.stem)), copy)?;
        for (name, bytes) in &extract.evidence {
            durable::write(&folder.join(format!("{}-{name}", extract.stem)), bytes)?;
        }
    }
    durable::write(&path, &extract.bytes)?;
    durable::write(&folder.join(format!("{file}.sha256")), format!("{}  {file}\n", extract.sha256).as_bytes())?;
    Ok(terminal::answer(&words::path(&path))?)
}
