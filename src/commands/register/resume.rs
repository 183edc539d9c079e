//! `register återuppta`: a register that has lost entries, or that comes to a computer whose watch does not know it, goes on
//! without giving out a number twice. Shows what is missing before anything is done.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::persons::{person, reason};
use super::super::{Exit, Stop, registers};
use super::{list, years};
use crate::args::RegisterAteruppta;
use crate::case::Workspace;
use crate::diag::{Diagnostic, words};
use crate::register::checkpoint::Checkpoint;
use crate::register::leaf::Leaf;
use crate::register::{self, Gap, Handelse, Lopnummer, Post, Proving as _, Settings, Sqlite};
use crate::terminal;

/// Longer files are no receipts, in bytes.
const LONGEST: u64 = 20_000;
/// Folders below the workspace that are looked into.
const DEEPEST: usize = 4;

pub(super) fn run(
    (path, settings): (&Path, &Settings),
    here: Option<&Workspace>,
    asked: &RegisterAteruppta,
) -> Result<Exit, Stop> {
    let mut given = asked.nummer.iter().map(|text| list::number(text)).collect::<Result<Vec<_>, _>>()?;
    known_organs(&given, here)?;
    if !path.exists() {
        return from_nothing((path, settings), (asked, given));
    }
    let mut register = register::existing(path, settings)?;
    given.extend(receipted(&register, path));
    let gap = register.gap(&given)?;
    terminal::answer(&shown(&register, &gap)?)?;
    if !asked.utfor {
        return Ok(not_done());
    }
    let place = register.take_up(&post(asked, here)?, &given)?;
    registers::settle(&mut register)?;
    say(place, &gap);
    Ok(Exit::Yes)
}

/// Nothing is left but, perhaps, the key and the watch.
fn from_nothing(
    (path, settings): (&Path, &Settings),
    (asked, given): (&RegisterAteruppta, Vec<Lopnummer>),
) -> Result<Exit, Stop> {
    let Err(fault) = register::not_lost(path, settings) else {
        let message = format!("registret {} finns inte, och inget tyder på att det har funnits", words::path(path));
        let fault = Diagnostic::error("register-saknas", message);
        return Err(Stop::from(fault.hint("ett nytt register görs när det första utdraget bestyrks")));
    };
    let last: Vec<String> = given.iter().map(ToString::to_string).collect();
    let last =
        if last.is_empty() { String::new() } else { format!("\nNummer som du har uppgett: {}.", last.join(", ")) };
    let message = fault.message.replacen("registret", "Registret", 1);
    terminal::answer(&format!("{message}.\nInget är kvar av posterna.{last}"))?;
    if !asked.utfor {
        return Ok(not_done());
    }
    let post = post(asked, None)?;
    let mut register = register::reopen(path, settings)?;
    let gap = register.gap(&given)?;
    let place = register.take_up(&post, &given)?;
    registers::settle(&mut register)?;
    say(place, &gap);
    Ok(Exit::Yes)
}

fn not_done() -> Exit {
    terminal::say(
        "Inget är gjort. Finns ingen senare kopia att lägga tillbaka, och stämmer numren mot de utdrag som är skickade: \
        lägg till --utför, --skäl och --som. Fattas ett nummer: ange det sista med --nummer.",
    );
    Exit::Yes
}

/// A series of an organ that nobody knows would only be a slip of the pen.
fn known_organs(given: &[Lopnummer], here: Option<&Workspace>) -> Result<(), Stop> {
    let Some(workspace) = here else { return Ok(()) };
    let ids: Vec<String> = workspace.myndighet.value.organ.iter().map(|organ| organ.id.clone()).collect();
    let Some(number) = given.iter().find(|number| !ids.contains(&number.organ)) else { return Ok(()) };
    let message = format!("{number} är av ett organ som inte finns i myndighet.toml");
    Err(Stop::from(Diagnostic::error("organ-okant", message).hint(format!("där finns {}", words::listed(&ids, "och")))))
}

/// The last numbers that receipts beside the register tell of: they are signed with its key.
fn receipted(register: &Sqlite, path: &Path) -> Vec<Lopnummer> {
    let mut last: BTreeMap<(String, i16), u32> = BTreeMap::new();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found = Vec::new();
    walk(folder, DEEPEST, &mut found);
    for number in found.iter().filter_map(|text| number_of(text, register)) {
        let known = last.entry((number.organ, number.ar)).or_default();
        *known = number.nummer.max(*known);
    }
    last.into_iter().map(|((organ, ar), nummer)| Lopnummer { organ, ar, nummer }).collect()
}

fn walk(folder: &Path, deep: usize, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(facts) = entry.metadata() else { continue };
        if facts.is_dir() && deep > 0 {
            walk(&path, deep - 1, found);
        } else if path.extension().is_some_and(|end| end == "tlog-proof") && facts.len() <= LONGEST {
            found.extend(fs::read_to_string(&path).ok());
        }
    }
}

/// The number that a receipt is about, when the register's key has signed it.
fn number_of(receipt: &str, register: &Sqlite) -> Option<Lopnummer> {
    let entry = receipt.lines().find_map(|line| line.strip_prefix("extra "))?;
    let entry = String::from_utf8(STANDARD.decode(entry).ok()?).ok()?;
    let note = receipt.split_once("\n\n").map(|(_, note)| note)?;
    let (checkpoint, note) = Checkpoint::signed(note)?;
    let keys = register.public_keys();
    (checkpoint.origin == keys.now.name && keys.has_signed(&note, checkpoint.size)).then_some(())?;
    Leaf::read(&entry)?.innehall.lopnummer
}

fn shown(register: &Sqlite, gap: &Gap) -> Result<String, Stop> {
    let name = words::path(register.path());
    let count = |number: u64| words::count(usize::try_from(number).unwrap_or(usize::MAX), "post", "poster");
    let mut lines = vec![format!("Registret {name} har {}.", count(gap.poster))];
    if let Some(entry) = gap.poster.checked_sub(1).map(|last| register.entry(last)).transpose()?.flatten() {
        lines.push(format!("Den sista är:\n{}", list::whole(&entry).trim_end()));
    }
    lines.push(match &gap.sedd {
        None => "Ingen vakt här har sett registret: om det är den senaste kopian vet ingen annan än ni.".to_owned(),
        Some(_) if gap.missing() > 0 => format!("Vakten har sett {} till: de saknas här.", count(gap.missing())),
        Some(seen) => match &seen.plats {
            Some(place) => format!("Vakten har sett registret i {}.", words::path(place)),
            None => "Vakten har sett andra poster än de som finns här.".to_owned(),
        },
    });
    if !gap.nummer.is_empty() {
        lines.push(format!("Nummer som är utgivna, men som registret inte känner: {}.", series(&gap.nummer)));
    }
    if !gap.pagaende.is_empty() {
        lines.push(format!("Nummer som var på väg när kopian togs: {}.", series(&gap.pagaende)));
    }
    Ok(lines.join("\n"))
}

fn series(numbers: &[Lopnummer]) -> String {
    words::listed(&numbers.iter().map(ToString::to_string).collect::<Vec<_>>(), "och")
}

fn post(asked: &RegisterAteruppta, here: Option<&Workspace>) -> Result<Post, Stop> {
    let vem = person(asked.som.as_deref().unwrap_or_default(), here)?;
    let skal = reason(asked.skal.as_deref().unwrap_or_default())?;
    Ok(years::about(Handelse::Aterupptagen, vem, [("skal", skal)]))
}

fn say(place: u64, gap: &Gap) {
    let mut text = format!("Registret är återupptaget; det står i post {place}.");
    if !gap.nummer.is_empty() {
        text.push_str(
            " De nummer som registret inte kände står nu som tagna, och ges inte igen. Deras utdrag finns hos dem som har \
            fått dem, men inte i registret: bestyrk och skicka paragraferna på nytt om ni inte har kvar filerna.",
        );
    }
    if gap.missing() > 0 {
        text.push_str(
            "\nDet som skickades och anslogs i de poster som saknas syns inte längre. Innan någon skickar: gå igenom \
            utdrag expediera --saknas, och för in det som redan är skickat med --för-hand.",
        );
    }
    terminal::say(&text);
}
