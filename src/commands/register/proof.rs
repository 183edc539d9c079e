//! `register kontrollpunkt`, `kvitto`, `bevittna`, `ta-in`: what is proved to those who do not have the register.

use std::path::{Path, PathBuf};

use super::super::{Exit, Stop, keys, registers};
use crate::args::{RegisterBevittna, RegisterKontrollpunkt, RegisterKvitto, RegisterTaIn};
use crate::calendar::swedish;
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::register::checkpoint::Checkpoint;
use crate::register::note::{PrivateKey, PublicKey, Purpose};
use crate::register::witness::Request;
use crate::register::{Entry, Handelse, Post, Proving as _, Register as _, Search, Sqlite};
use crate::sign::detached::detached;
use crate::terminal;
use crate::verify;

pub(super) fn kontrollpunkt(register: &mut Sqlite, asked: &RegisterKontrollpunkt) -> Result<Exit, Stop> {
    let since = asked.sedan.as_ref().map(|path| read_checkpoint(path)).transpose()?;
    let key = asked.nyckel.as_deref().map(|name| keys::named(name, asked.losenord_fil.as_deref(), &[])).transpose()?;
    let alone = register.checkpoint()?;
    let text = match &since {
        Some(since) if since.size > 0 => register.growth(since.size)?,
        _ => alone,
    };
    let Some(path) = &asked.ut else {
        terminal::answer(text.trim_end_matches('\n'))?;
        return Ok(Exit::Yes);
    };
    let signed = key.map(|key| detached(text.as_bytes(), key.as_ref())).transpose()?;
    let beside = with_more(path, "p7s");
    if signed.is_some() {
        durable::vacant(&beside)?;
    }
    durable::write_new(path, text.as_bytes())?;
    terminal::answer(&words::path(path))?;
    if let Some(signed) = signed {
        durable::write_new(&beside, &signed)?;
        terminal::answer(&words::path(&beside))?;
    }
    terminal::say("Lämna kontrollpunkten till någon utanför: därefter kan ingen skriva om det som står i registret.");
    Ok(Exit::Yes)
}

/// `mars.kontrollpunkt` gives `mars.kontrollpunkt.p7s`.
fn with_more(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn read_text(path: &Path) -> Result<String, Stop> {
    Ok(String::from_utf8_lossy(&keys::read(path)?).into_owned())
}

fn read_request(path: &Path) -> Result<Request, Stop> {
    Request::read(&read_text(path)?).ok_or_else(|| {
        Stop::from(Diagnostic::error("ingen-kontrollpunkt", format!("{} är ingen kontrollpunkt", words::path(path))))
    })
}

fn read_checkpoint(path: &Path) -> Result<Checkpoint, Stop> {
    read_request(path).map(|request| request.checkpoint)
}

pub(super) fn kvitto(register: &mut Sqlite, asked: &RegisterKvitto) -> Result<Exit, Stop> {
    let mut exit = Exit::Yes;
    for file in &asked.filer {
        let bytes = keys::read(file)?;
        let (entries, versions) = (registers::about(register, &bytes)?, verify::versions(&bytes));
        let Some(entry) = entries.iter().rev().find(|entry| is_certified(&entry.post, &versions)) else {
            terminal::say_findings(&[not_certified(file, entries.last())]);
            exit = exit.worst(Exit::No);
            continue;
        };
        let receipt = register.receipt(entry.index)?;
        let path = match &asked.ut {
            Some(folder) => {
                durable::folder(folder)?;
                folder.join(file.with_extension("tlog-proof").file_name().unwrap_or_default())
            }
            None => file.with_extension("tlog-proof"),
        };
        durable::write(&path, receipt.as_bytes())?;
        terminal::answer(&words::path(&path))?;
        terminal::say_findings(&no_longer(register, entry)?);
    }
    Ok(exit)
}

/// A receipt says that an extract was entered, and nothing of what became of it.
fn no_longer(register: &Sqlite, entry: &Entry) -> Result<Vec<Diagnostic>, Diagnostic> {
    let Some(number) = &entry.post.lopnummer else { return Ok(Vec::new()) };
    let later = register.entries(&Search { lopnummer: Some(number.clone()), ..Search::default() })?;
    let last = later.iter().rev().find(|one| matches!(one.post.handelse, Handelse::Makulerad | Handelse::Rattad));
    let warning = |entry: &Entry| {
        let (code, what) = match (entry.post.handelse, entry.post.uppgifter.get("ersatts-av")) {
            (Handelse::Rattad, Some(by)) => ("utdrag-ersatt", format!("ersatt av {by} efter en rättelse")),
            (Handelse::Rattad, None) => ("utdrag-ersatt", "ersatt efter en rättelse".to_owned()),
            _ => ("utdrag-makulerat", "makulerat".to_owned()),
        };
        let day = swedish(entry.post.nar).date();
        Diagnostic::warning(code, format!("{number} är {what} sedan {day}, och det säger kvittot inget om"))
            .hint("lämna inte ut det som om utdraget gällde")
    };
    Ok(last.map(warning).into_iter().collect())
}

/// An extract is the first file of its entry; the minutes that it was taken from come after it.
fn is_certified(post: &Post, versions: &[String]) -> bool {
    post.handelse == Handelse::Bestyrkt && post.filer.first().is_some_and(|file| versions.contains(&file.sha256))
}

fn not_certified(file: &Path, entered: Option<&Entry>) -> Diagnostic {
    let file = words::path(file);
    match entered {
        Some(entry) => {
            let message = format!("{file} är inget bestyrkt utdrag, men står i registret med {}", entry.post.handling);
            Diagnostic::error("inte-i-registret", message).hint("kvitto ges på ett bestyrkt utdrag: ange dess fil")
        }
        None => Diagnostic::error("inte-i-registret", format!("{file} står inte i registret"))
            .hint("kontrollera att filen är den som bestyrktes; en ändrad fil har en annan hash"),
    }
}

pub(super) fn bevittna(asked: &RegisterBevittna) -> Result<Exit, Stop> {
    let text = read_text(&asked.lita_pa)?;
    // After a change of key the file has a line for each.
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let logs: Option<Vec<PublicKey>> =
        lines.map(|line| PublicKey::read(line).filter(|key| key.purpose() == Purpose::Log)).collect();
    let logs = logs.filter(|logs| logs.windows(2).all(|two| matches!(two, [one, other] if one.name == other.name)));
    let (log, logs) = logs.and_then(|logs| Some((logs.first()?.clone(), logs))).ok_or_else(|| {
        let message = format!("{} är ingen öppen nyckel för ett register", words::path(&asked.lita_pa));
        Stop::from(Diagnostic::error("vkey-felaktig", message).hint("be myndigheten om registrets fil register.vkey"))
    })?;
    let key = witness_key(asked)?;
    let request = read_request(&asked.fil)?;
    let memory = asked.nyckel.with_extension(format!("{}.sett", log.name.replace('/', "-")));
    let seen = if memory.exists() { Some(read_checkpoint(&memory)?) } else { None };
    let cosigned = request.cosign(&key, &logs, seen.as_ref(), clock::now())?;
    // Remembered before it is given away: a witness never signs two that do not go together.
    durable::write(&memory, cosigned.as_bytes())?;
    let out = asked.ut.as_ref().unwrap_or(&asked.fil);
    durable::write(out, cosigned.as_bytes())?;
    terminal::answer(&words::path(out))?;
    let first = if seen.is_none() { " Det är den första som vittnet ser av det registret." } else { "" };
    let size = usize::try_from(request.checkpoint.size).unwrap_or(usize::MAX);
    let already = if request.is_cosigned_by(&key.public()) { "Redan bevittnad" } else { "Bevittnad" };
    terminal::say(&format!("{already} vid {}.{first}", words::count(size, "post", "poster")));
    Ok(Exit::Yes)
}

/// The witness's key; a new one where there is none.
fn witness_key(asked: &RegisterBevittna) -> Result<PrivateKey, Stop> {
    let path = &asked.nyckel;
    if !path.exists() {
        let name = asked.namn.as_ref().ok_or_else(|| {
            let message = format!("{} finns inte, och vittnet har inget namn för en ny nyckel", words::path(path));
            Stop::from(Diagnostic::error("argument-saknas", message).hint("ange ett namn: --namn arkivet.exempel.se"))
        })?;
        let key = PrivateKey::new(Purpose::Witness, |_| name.clone())?;
        if durable::write_secret(path, key.text().as_bytes())? {
            let public = path.with_extension("vkey");
            durable::write(&public, format!("{}\n", key.public().text()).as_bytes())?;
            terminal::say(&format!(
                "En ny nyckel är gjord. Den öppna halvan, att publicera, är {}.",
                words::path(&public)
            ));
        }
    }
    PrivateKey::read(&read_text(path)?).filter(|key| key.public().purpose() == Purpose::Witness).ok_or_else(|| {
        Stop::from(Diagnostic::error("vittnesnyckel", format!("{} är ingen nyckel för ett vittne", words::path(path))))
    })
}

pub(super) fn ta_in(register: &mut Sqlite, asked: &RegisterTaIn) -> Result<Exit, Stop> {
    let text = read_text(&asked.fil)?;
    let checkpoint = register.take_in(&text)?;
    let signatures = Checkpoint::signed(&text).map(|(_, note)| note.signatures).unwrap_or_default();
    let mut witnesses: Vec<String> =
        signatures.into_iter().map(|line| line.name).filter(|name| *name != checkpoint.origin).collect();
    witnesses.sort();
    witnesses.dedup();
    let by = words::listed(&witnesses, "och");
    terminal::answer(&format!("kontrollpunkten vid {}, bevittnad av {by}, är intagen", checkpoint.size))?;
    Ok(Exit::Yes)
}
