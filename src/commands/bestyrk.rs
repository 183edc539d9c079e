//! `bestyrk`: a certified extract of adjusted minutes, with its `.sha256` beside it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::keys;
use super::reservation::{self, Reply};
use super::{Exit, Stop};
use crate::args::{Bestyrk, Underskrift};
use crate::case::sammantrade::Sammantrade;
use crate::case::{Case, Content, Workspace};
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::document::{self, certified_stem};
use crate::durable;
use crate::evidence::hex;
use crate::evidence::minutes::Minutes;
use crate::rules;
use crate::sign::bestyrk::{Extract, Order, bestyrk, forbered, slutfor};
use crate::sign::justera::Signing;
use crate::sign::record::is_trial;
use crate::terminal;
use crate::verify::{self, Options, Trust, Utslag};

pub(super) fn run(asked: &Bestyrk) -> Result<Exit, Stop> {
    let workspace = keys::workspace_of(&asked.fil)?.ok_or_else(|| {
        keys::no(Diagnostic::error("myndighet-saknas", "ingen myndighet.toml hittades kring protokollet"))
    })?;
    let workspace = Arc::new(workspace);
    let minutes = minutes(asked)?;
    let file = asked.ut.join(format!("{}.pdf", certified_stem(&workspace, &minutes.huvud, &asked.paragraf.0)));
    let how = &asked.underskrift;
    if how.avbryt {
        reservation::break_off(&file)?;
    } else if let Some(answer) = &how.slutfor {
        finish(&file, &workspace, (how, answer))?;
    } else {
        make(asked, &file, (&workspace, &minutes))?;
    }
    Ok(Exit::Yes)
}

/// Certifies with a key, or prepares for a service that will.
fn make(asked: &Bestyrk, file: &Path, (workspace, minutes): (&Arc<Workspace>, &Minutes)) -> Result<(), Stop> {
    let pdf = keys::read(&asked.fil)?;
    genuine(&pdf)?;
    let case = case_of(workspace, minutes);
    let meeting = case.as_ref().and_then(|(_, meeting)| meeting.justering.as_ref());
    let adjusted = meeting.and_then(|justering| justering.datum).map(|day| day.0);
    let (current, rattelser) = current(workspace, case, &asked.paragraf.0)?;
    let how = &asked.underskrift;
    let evidence = keys::evidence(how)?;
    let timestamp = keys::timestamp(how, Some(workspace));
    let original = asked.original.as_deref().map(keys::read).transpose()?;
    let name = asked.fil.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let order = Order {
        protokoll: (&pdf, &name),
        minutes,
        original: original.as_deref(),
        adjusted,
        current,
        rattelser,
        workspace,
        paragrafer: &asked.paragraf.0,
        signing: Signing {
            person: how.som.as_deref().unwrap_or_default(),
            time: clock::now(),
            certificates: &workspace.myndighet.value.undertecknare,
            timestamp: timestamp.as_deref(),
            evidence: &evidence,
        },
        archive_copy: asked.arkivkopia,
    };
    if let Some(out) = &how.forbered {
        let chain = reservation::chain(how)?;
        reservation::honest_time(&chain, is_trial(&pdf))?;
        let prepared = forbered(&order, &chain).map_err(keys::all_no)?;
        let _held = free(file)?;
        return reservation::keep(file, &prepared, out);
    }
    let key = keys::key(how)?;
    let extract = bestyrk(&order, key.as_ref()).map_err(keys::all_no)?;
    let _held = free(file)?;
    terminal::say_findings(&extract.warnings);
    write_beside(&asked.ut, &extract)?;
    write(file, &extract.bytes)?;
    keys::say_how_long(extract.provable, false);
    Ok(())
}

/// Puts in the seal that a service made.
fn finish(file: &Path, workspace: &Workspace, (asked, answer): (&Underskrift, &Path)) -> Result<(), Stop> {
    let reservation = reservation::found(file)?;
    reservation::same_person(asked, &reservation)?;
    let _held = keys::hold(file)?;
    uncertified(file)?;
    let (evidence, timestamp) = (keys::evidence(asked)?, keys::timestamp(asked, Some(workspace)));
    let reply = Reply::read(asked, answer)?;
    let signing = Signing {
        person: &reservation.som,
        time: reservation.time().map_err(keys::no)?,
        certificates: &workspace.myndighet.value.undertecknare,
        timestamp: timestamp.as_deref(),
        evidence: &evidence,
    };
    let (bytes, provable) = slutfor(&reservation, &reply.answer(), &signing, workspace).map_err(keys::no)?;
    reservation::sound(&bytes)?;
    write(file, &bytes)?;
    reservation::release(file)?;
    keys::say_how_long(provable, false);
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
fn case_of(workspace: &Workspace, minutes: &Minutes) -> Option<(Arc<Case>, Sammantrade)> {
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
fn genuine(pdf: &[u8]) -> Result<(), Stop> {
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

/// Holds the folder of an extract that is to be, once nothing stands in its way.
fn free(file: &Path) -> Result<durable::Held, Stop> {
    durable::folder(file.parent().unwrap_or(Path::new(".")))?;
    let held = keys::hold(file)?;
    reservation::refuse(file).map_err(keys::no)?;
    uncertified(file)?;
    Ok(held)
}

fn uncertified(file: &Path) -> Result<(), Stop> {
    if fs::read(file).is_ok_and(|old| old.windows(10).any(|window| window == b"/ByteRange")) {
        let message = format!("{} finns redan och är bestyrkt; den skrivs inte över", words::path(file));
        return Err(keys::no(Diagnostic::error("redan-bestyrkt", message).hint("ange en annan mapp med --ut")));
    }
    Ok(())
}

/// The copy for the archive and its evidence.
fn write_beside(folder: &Path, extract: &Extract) -> Result<(), Diagnostic> {
    let Some(copy) = &extract.archive_copy else { return Ok(()) };
    durable::write(&folder.join(format!("{}-arkiv.pdf", extract.stem)), copy)?;
    for (name, bytes) in &extract.evidence {
        durable::write(&folder.join(format!("{}-{name}", extract.stem)), bytes)?;
    }
    Ok(())
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    durable::write(file, bytes)?;
    let sum = format!("{}  {name}\n", hex(&Sha256::digest(bytes)));
    durable::write(&file.with_file_name(format!("{name}.sha256")), sum.as_bytes())?;
    terminal::answer(&words::path(file))
}
