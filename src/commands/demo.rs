//! `demo`: every document of the shipped workspace, with PROV on its pages; what was made, and what to open first.

mod board;
mod signing;

use std::sync::Arc;

use super::interrupt::{self, Meaning};
use super::make::{self, Order, Row};
use super::{Exit, Stop, examine, expediera, selection, shipped, skapa};
use std::path::{Path, PathBuf};

use crate::args::Demo;
use crate::case::Workspace;
use crate::clock::Stopwatch;
use crate::diag::{Diagnostic, Level, has_errors, words};
use crate::document::{Choice, Handling};
use crate::terminal;

pub(super) fn run(asked: &Demo) -> Result<Exit, Stop> {
    interrupt::listen(Meaning::BrokenOff);
    let watch = Stopwatch::start();
    let folder = tempfile::tempdir().map_err(|error| {
        let message = format!("ingen tillfällig mapp kunde skapas: {}", words::io_error(&error));
        Diagnostic::error("tillfallig-mapp", message)
    })?;
    shipped::unpack(folder.path())?;
    let examined = examine::workspace(folder.path(), &selection::cases_in(folder.path()));
    // None are expected: the tests hold the shipped workspace. A fault hides one case, not the demonstration.
    let faults: Vec<Diagnostic> = examined.findings.iter().filter(|one| one.level == Level::Fel).cloned().collect();
    terminal::say_findings(&faults);
    let order = Order { folder: asked.ut.clone(), choice: Choice { prov: true, ..Choice::default() }, anew: true };
    let mut made = make::make(&examined.checked, &order)?;
    let (workspace, _) = Workspace::open(folder.path());
    let workspace =
        workspace.map(Arc::new).ok_or_else(|| Diagnostic::error("demo-utan-mapp", "exempelmappen kunde inte läsas"))?;
    let outcome = signing::sign(&workspace, &asked.ut, &mut made.rows)?;
    made.faults.extend(outcome.faults.iter().cloned());
    let dispatched = expediera::demonstrate(folder.path(), &asked.ut, &certified(&made.rows))?;
    terminal::say_findings(&made.faults);
    terminal::say_findings(&made.in_the_way);
    skapa::table(&made.rows.iter().collect::<Vec<_>>())?;
    terminal::say(&epilogue(&made.rows, examined.cases, watch));
    terminal::say(&signed(&outcome, &made.rows, &asked.ut));
    terminal::say(&sent(dispatched, &asked.ut));
    terminal::say("\nGör sedan egna: utdrag ny min-nämnd");
    Ok(match (made.in_the_way.is_empty(), has_errors(&made.faults) || has_errors(&faults)) {
        (false, _) => Exit::InTheWay,
        (true, true) => Exit::No,
        (true, false) => Exit::Yes,
    })
}

/// The extracts that were certified.
fn certified(rows: &[Row]) -> Vec<PathBuf> {
    let extracts = rows.iter().filter(|row| row.handling == Handling::Utdrag).map(|row| row.file.clone());
    extracts.filter(|file| file.with_extension("pdf.sha256").exists()).collect()
}

/// What was made to be sent, and where.
fn sent(recipients: usize, folder: &Path) -> String {
    format!(
        "\n{} ligger färdiga i {}.",
        words::count(recipients, "utskick", "utskick"),
        words::path(&folder.join("utskick")),
    )
}

/// What was signed, and how to check one of them.
fn signed(outcome: &signing::Outcome, rows: &[Row], folder: &Path) -> String {
    let extract = rows.iter().filter(|row| row.handling == Handling::Utdrag).max_by_key(|row| (row.voted, row.pages));
    let check = extract.map_or_else(String::new, |row| {
        let trust = words::path(&folder.join(signing::TRUST));
        format!(" Kontrollera ett av dem:\n  utdrag verifiera {} --lita-på {trust}", words::path(&row.file))
    });
    format!(
        "\n{} och {} är undertecknade med provnycklar. {} anslag ligger i {}.{check}",
        words::count(outcome.signed, "handling", "handlingar"),
        words::count(outcome.certified, "bestyrkt utdrag", "bestyrkta utdrag"),
        outcome.announced,
        words::path(&folder.join("anslag")),
    ) + &format!(
        "\nAllt står i registret, som är ett prov:\n  utdrag register lista --register {}",
        words::path(&crate::register::beside(folder)),
    )
}

fn epilogue(rows: &[Row], cases: usize, watch: Stopwatch) -> String {
    let pages = rows.iter().map(|row| row.pages).sum();
    let mut text = format!(
        "\n{} på {} av {}, på {}. Alla är märkta PROV; personer och ärenden är påhittade.\n",
        words::count(rows.len(), "handling", "handlingar"),
        words::count(pages, "sida", "sidor"),
        words::count(cases, "fall", "fall"),
        words::duration(watch.elapsed()),
    );
    let first = |handling: Handling| {
        rows.iter().filter(move |row| row.handling == handling).max_by_key(|row| (row.voted, row.pages))
    };
    let open = [
        (Handling::Protokoll, "ett helt protokoll, med närvaro, voteringslistor och justering"),
        (Handling::Utdrag, "ett protokollsutdrag med omröstning"),
        (Handling::Tjansteskrivelse, "en tjänsteskrivelse"),
        (Handling::Kallelse, "en kallelse med föredragningslista"),
    ];
    text.push_str("\nÖppna först:\n");
    let found: Vec<(String, &str)> =
        open.iter().filter_map(|(handling, what)| Some((words::path(&first(*handling)?.file), *what))).collect();
    let wide = found.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let open: Vec<String> = found.iter().map(|(name, what)| format!("  {name:wide$}  {what}\n")).collect();
    text + open.concat().trim_end()
}
