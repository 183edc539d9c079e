//! `verifiera`: the verdict of each file, in words that a recipient understands, and what to do now.

mod beside;
mod rapport;
mod report;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::keys::{self, read};
use super::manifest::{self, Found};
use super::registration::{Registration, is_log_key};
use super::{Exit, Stop, selection};
use crate::args::Verifiera;
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::terminal;
use crate::verify::{self, Intill, Options, Trust, Utslag, Verdict};

use beside::Beside;
use report::plain;

/// One file and what was found of it.
struct Judged {
    path: PathBuf,
    sha256: String,
    length: usize,
    verdict: Verdict,
}

impl Judged {
    /// Of the file itself, and of the files that it is bound to and that lie beside it.
    fn exit(&self) -> Exit {
        let changed = self.verdict.bilagor.iter().any(|one| matches!(one.intill, Intill::Andrad(_)));
        let own = match self.verdict.utslag() {
            Utslag::Giltig => Exit::Yes,
            Utslag::Ogiltig => Exit::No,
            Utslag::KanInteAvgoras => Exit::CannotTell,
        };
        own.worst(if changed { Exit::No } else { Exit::Yes })
    }
}

/// Everything that was judged in one run.
struct Run {
    judged: Vec<Judged>,
    manifests: Vec<Found>,
    trust: Trust,
    registration: Registration,
    moment: jiff::Timestamp,
}

pub(super) fn run(asked: &Verifiera) -> Result<Exit, Stop> {
    // A signed file that a slip of the hand replaced could not be had back.
    asked.rapport.as_deref().map(durable::vacant).transpose()?;
    selection::refuse_unquoted(&asked.paths)?;
    let (trust, registration) = (trust(asked)?, Registration::new(asked)?);
    let mut run = Run { judged: Vec::new(), manifests: Vec::new(), trust, registration, moment: clock::now() };
    let mut beside = Beside::new(asked.undertecknare.as_deref(), &asked.paths)?;
    let mut exit = Exit::Yes;
    let mut unread = false;
    for (file, read) in files(asked, &mut run.manifests)? {
        match judge((&file, read), &run, &mut beside) {
            Ok(one) => run.judged.push(one),
            // One file in the way does not silence the verdict of the others.
            Err(stop) => {
                exit = exit.worst(stop.exit);
                unread = true;
                terminal::say_findings(&stop.findings);
            }
        }
    }
    if run.judged.is_empty() && run.manifests.is_empty() {
        let nothing = Diagnostic::error("inget-att-kontrollera", "där finns ingen PDF att kontrollera");
        return if unread { Ok(exit) } else { Err(Stop::from(nothing)) };
    }
    exit = run.manifests.iter().map(Found::exit).fold(exit, Exit::worst);
    exit = run.judged.iter().map(Judged::exit).fold(exit, Exit::worst);
    answer(asked, &run)?;
    if let Some(path) = &asked.rapport {
        durable::write_new(path, &rapport::rapport(&run)?)?;
        terminal::say(&format!("rapport: {}", words::path(path)));
    }
    if let Some(folder) = &asked.packa_upp {
        for one in &run.judged {
            unpack(&one.path, folder)?;
        }
    }
    Ok(exit)
}

/// How a file is read: one that was named, or found in a folder.
type Reader = fn(&Path) -> Result<Vec<u8>, Stop>;

fn files(asked: &Verifiera, manifests: &mut Vec<Found>) -> Result<Vec<(PathBuf, Reader)>, Stop> {
    let mut files = Vec::new();
    for path in &asked.paths {
        if path.is_dir() {
            manifests.extend(manifest::check(path)?);
            files.extend(manifest::pdfs(path)?.into_iter().map(|path| (path, keys::read_found as Reader)));
        } else {
            files.push((path.clone(), read as Reader));
        }
    }
    Ok(files)
}

fn answer(asked: &Verifiera, run: &Run) -> Result<(), Stop> {
    if asked.json {
        let files = run.judged.iter().map(|one| one.verdict.json(&words::path(&one.path)));
        let all: Value = run.manifests.iter().map(Found::json).chain(files).collect();
        terminal::answer(&serde_json::to_string_pretty(&all).expect("a JSON value is JSON"))?;
        return Ok(());
    }
    let manifests = run.manifests.iter().flat_map(Found::lines);
    let reports = run.judged.iter().map(|one| report::report(one, &run.trust));
    terminal::answer(&manifests.chain(reports).collect::<Vec<_>>().join("\n"))?;
    Ok(())
}

fn trust(asked: &Verifiera) -> Result<Trust, Stop> {
    let mut trust = Trust::default();
    for path in &asked.lita_pa {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        if is_log_key(&text) {
            continue;
        }
        trust.add_pem(&text).map_err(|why| Diagnostic::error("lita-pa-fel", format!("{} {why}", words::path(path))))?;
    }
    Ok(trust)
}

fn judge((path, read): (&Path, Reader), run: &Run, beside: &mut Beside) -> Result<Judged, Stop> {
    let bytes = read(path)?;
    let mut options = Options::at(run.moment);
    beside.add_to(&mut options, path, &bytes);
    let mut verdict = verify::verify(&bytes, &run.trust, &options);
    beside.look(path, &mut verdict);
    run.registration.judge(path, &bytes, &run.trust, &mut verdict)?;
    let sha256 = super::state::sha256(&bytes);
    Ok(Judged { path: path.to_owned(), sha256, length: bytes.len(), verdict })
}

fn unpack(file: &Path, folder: &Path) -> Result<(), Stop> {
    let attached = verify::attachments(&read(file)?).map_err(|why| {
        Stop::from(Diagnostic::error(
            "bilagor-lases-inte",
            format!("bilagorna i {} kan inte tas ut: {why}", words::path(file)),
        ))
    })?;
    // A folder for each file: two extracts have attachments of the same names.
    let folder = folder.join(file.file_stem().unwrap_or_default());
    durable::folder(&folder)?;
    for (name, bytes) in attached {
        let path = folder.join(&name);
        if !is_plain(&name) {
            terminal::say(&format!("inte uppackad: {} har ett namn som inte går att lita på", plain(&name)));
            continue;
        }
        if path.exists() {
            let message = format!("{} finns redan och skrivs inte över", words::path(&path));
            return Err(Stop::from(
                Diagnostic::error("finns-redan", message).hint("ange en annan mapp med --packa-upp"),
            ));
        }
        durable::write(&path, &bytes)?;
        terminal::say(&format!("uppackad: {}", words::path(&path)));
    }
    Ok(())
}

/// A name in a PDF is anybody's: letters, digits and `._-`, beginning with a letter or digit.
fn is_plain(name: &str) -> bool {
    name.starts_with(|one: char| one.is_ascii_alphanumeric())
        && name.chars().all(|one| one.is_ascii_alphanumeric() || "._-".contains(one))
}
