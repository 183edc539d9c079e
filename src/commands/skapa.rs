//! `skapa`: documents of every case that no rule stops. A faulty case stops itself, not the others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::examine::{self, Examined};
use super::interrupt::{self, Meaning};
use super::make::{self, Made, Order, Row};
use super::{Exit, Stop, astray, corrected, entered, keys, kontrollera, registers, selection, signed, watch};
use crate::args::Skapa;
use crate::case::Workspace;
use crate::clock::{self, Stopwatch};
use crate::diag::{Diagnostic, has_errors, words};
use crate::document::{Choice, Handling};
use crate::register::{self, Handelse};
use crate::terminal::{self, findings};

pub(super) fn run(asked: &Skapa) -> Result<Exit, Stop> {
    if asked.bevaka {
        return watch::run(asked);
    }
    interrupt::listen(Meaning::BrokenOff);
    once(asked)
}

/// Makes everything once.
pub(super) fn once(asked: &Skapa) -> Result<Exit, Stop> {
    let watch = Stopwatch::start();
    let selection = selection::select(&asked.paths)?;
    let examined = examine::all(&selection);
    let astray = astray::found(&asked.paths, &selection).into_iter();
    let found: Vec<Diagnostic> = astray.chain(examined.iter().flat_map(|one| one.findings.iter().cloned())).collect();
    terminal::say_findings(&found);
    one_meeting(asked, &examined)?;
    let mut exit = kontrollera::exit(asked.strikt, &found);
    let mut made = Made::default();
    if asked.strikt && exit != Exit::Yes {
        terminal::say("Med --strikt räknas varningar som fel; inga handlingar är gjorda.");
        return Ok(exit);
    }
    let roots: BTreeSet<&Path> = examined.iter().map(|one| one.root.as_path()).collect();
    terminal::say_findings(&roots.into_iter().filter_map(registers::lost).collect::<Vec<_>>());
    for one in &examined {
        let more = make::make(&one.checked, &order(asked, one))?;
        if !asked.bevaka {
            enter(&one.root, &more.rows)?;
            made.faults.extend(corrected::untold(&one.root, &one.checked, &order(asked, one).folder)?);
        }
        made.rows.extend(more.rows);
        made.faults.extend(more.faults);
        made.in_the_way.extend(more.in_the_way);
    }
    terminal::say_findings(&made.faults);
    terminal::say_findings(&made.in_the_way);
    answer(asked, &made.rows)?;
    if has_errors(&made.faults) {
        exit = exit.worst(Exit::No);
    }
    if !made.in_the_way.is_empty() {
        exit = Exit::InTheWay;
    }
    if made.rows.is_empty() && exit == Exit::Yes && examined.iter().all(|one| one.stopped.is_empty()) {
        terminal::say(&nothing(asked));
        return Ok(Exit::No);
    }
    say_stopped(&examined);
    terminal::say(&sum(&made.rows, watch, &found, &examined));
    Ok(exit)
}

/// Enters what was made for somebody to sign, where the workspace has a register. While `--bevaka` runs, a document is made
/// for each save, and none is entered.
fn enter(root: &Path, rows: &[Row]) -> Result<(), Stop> {
    if !register::beside(root).exists() {
        return Ok(());
    }
    let new: Vec<&Row> = rows.iter().filter(|row| !row.unchanged).collect();
    let files = new.iter().map(|row| Ok((row.file.as_path(), keys::read(&row.file)?, row.sha256.clone())));
    let files = files.collect::<Result<Vec<_>, Stop>>()?;
    let Some(workspace) = Workspace::open(root).0 else { return Ok(()) };
    let made: Vec<_> = new.iter().map(|row| (row.handling, row.file.as_path())).collect();
    terminal::say_findings(&signed::gone(&workspace, &made)?);
    entered::enter(&workspace, (Handelse::Skapad, &entered::user(), clock::now()), &files)
}

/// What lies in the folder since before may look as if it came from this run.
fn say_stopped(examined: &[Examined]) {
    let stopped: Vec<String> = examined.iter().flat_map(|one| &one.stopped).map(|path| words::path(path)).collect();
    if !stopped.is_empty() {
        let names = words::listed(&stopped, "och");
        terminal::say(&format!(
            "Inga nya handlingar av {names}: rätta felen först. Äldre handlingar ligger kvar orörda."
        ));
    }
}

fn order(asked: &Skapa, examined: &Examined) -> Order {
    let listed = asked.paragraf.as_ref();
    let choice = Choice {
        handling: asked.handling.map(Handling::from),
        paragrafer: listed.map(|asked| asked.0.clone()).unwrap_or_default(),
        i_intervall: listed.map(|asked| asked.1.clone()).unwrap_or_default(),
        prov: asked.prov,
    };
    let folder = asked.ut.clone().unwrap_or_else(|| examined.root.join("out"));
    Order { folder, choice, anew: false }
}

/// `--paragraf` counts §§ of one meeting; of two it would mean either.
fn one_meeting(asked: &Skapa, examined: &[Examined]) -> Result<(), Stop> {
    let meetings: Vec<PathBuf> = examined
        .iter()
        .flat_map(|one| one.checked.iter().filter(|one| examine::is_sammantrade(one)))
        .map(|one| one.case().path.clone())
        .collect();
    match meetings.as_slice() {
        [_, _, ..] if asked.paragraf.is_some() => {
            let example = meetings.first().map(|path| words::path(path)).unwrap_or_default();
            let number = words::grouped(meetings.len());
            let message = format!("--paragraf gäller ett sammanträde, men här finns {number}");
            Err(Stop::from(
                Diagnostic::error("flera-sammantraden", message)
                    .hint(format!("ange sammanträdets fil, till exempel {example}")),
            ))
        }
        _ => Ok(()),
    }
}

fn answer(asked: &Skapa, rows: &[Row]) -> Result<(), Stop> {
    if asked.json {
        let rows: Value = rows.iter().map(row_as_json).collect();
        terminal::answer(&serde_json::to_string_pretty(&rows).expect("a JSON value is JSON"))?;
        return Ok(());
    }
    let shown: Vec<&Row> = rows.iter().filter(|row| !(asked.bevaka && row.unchanged)).collect();
    table(&shown)
}

/// One line a document: its path, its pages, and whether it was there already.
pub(super) fn table(rows: &[&Row]) -> Result<(), Stop> {
    let names: Vec<String> = rows.iter().map(|row| words::path(&row.file)).collect();
    let wide = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let digits = rows.iter().map(|row| row.pages.to_string().len()).max().unwrap_or(0);
    let lines: Vec<String> = rows
        .iter()
        .zip(&names)
        .map(|(row, name)| {
            let (pages, noun) = (row.pages, if row.pages == 1 { "sida" } else { "sidor" });
            let note = if row.unchanged { "   oförändrad" } else { "" };
            format!("{name:wide$}  {pages:>digits$} {noun:<5}{note}").trim_end().to_owned()
        })
        .collect();
    if lines.is_empty() { Ok(()) } else { Ok(terminal::answer(&lines.join("\n"))?) }
}

fn row_as_json(row: &Row) -> Value {
    json!({
        "fil": words::path(&row.file),
        "handling": handling_word(row.handling),
        "sidor": row.pages,
        "sha256": row.sha256,
        "oforandrad": row.unchanged,
    })
}

/// The word for a kind of document, as in `--handling`.
pub(super) fn handling_word(handling: Handling) -> &'static str {
    match handling {
        Handling::Protokoll => "protokoll",
        Handling::Omedelbar => "omedelbar",
        Handling::Sekretessprotokoll => "sekretessprotokoll",
        Handling::Utdrag => "utdrag",
        Handling::Voteringslista => "voteringslista",
        Handling::Tjansteskrivelse => "tjänsteskrivelse",
        Handling::Kallelse => "kallelse",
        Handling::Missiv => "missiv",
        Handling::Overklagandehanvisning => "överklagandehänvisning",
        Handling::Anslag => "anslag",
        Handling::Anslagsbevis => "anslagsbevis",
    }
}

/// "3 handlingar skapade, 14 oförändrade, 22 sidor på 0,4 s".
fn sum(rows: &[Row], watch: Stopwatch, found: &[Diagnostic], examined: &[Examined]) -> String {
    let unchanged = rows.iter().filter(|row| row.unchanged).count();
    let pages = words::count(rows.iter().map(|row| row.pages).sum(), "sida", "sidor");
    let took = words::duration(watch.elapsed());
    let made = match (rows.len() - unchanged, unchanged) {
        (0, 0) => "inga handlingar skapade".to_owned(),
        (0, _) => {
            format!("{}, {pages} på {took}", words::count(unchanged, "handling oförändrad", "handlingar oförändrade"))
        }
        (made, 0) => format!("{}, {pages} på {took}", words::count(made, "handling skapad", "handlingar skapade")),
        (made, _) => {
            let made = words::count(made, "handling skapad", "handlingar skapade");
            format!("{made}, {}, {pages} på {took}", words::count(unchanged, "oförändrad", "oförändrade"))
        }
    };
    if found.is_empty() {
        return made;
    }
    format!("{}; {made}", findings::summary(found, examined.iter().map(|one| one.files).sum()))
}

fn nothing(asked: &Skapa) -> String {
    match asked.handling {
        Some(handling) => format!("Inget av fallen ger en handling av slaget {}.", handling_word(handling.into())),
        None => "Här finns inga fall att göra handlingar av.".to_owned(),
    }
}
