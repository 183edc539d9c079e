//! `demo`: every document of the shipped workspace, with PROV on its pages; what was made, and what to open first.

use super::interrupt::{self, Meaning};
use super::make::{self, Order, Row};
use super::{Exit, Stop, examine, selection, shipped, skapa};
use crate::args::Demo;
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
    let made = make::make(&examined.checked, &order)?;
    terminal::say_findings(&made.faults);
    terminal::say_findings(&made.in_the_way);
    skapa::table(&made.rows.iter().collect::<Vec<_>>())?;
    terminal::say(&epilogue(&made.rows, examined.cases, watch));
    Ok(match (made.in_the_way.is_empty(), has_errors(&made.faults) || has_errors(&faults)) {
        (false, _) => Exit::InTheWay,
        (true, true) => Exit::No,
        (true, false) => Exit::Yes,
    })
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
    text + &open.concat() + "\nGör sedan egna: utdrag ny min-nämnd"
}
