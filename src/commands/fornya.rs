//! `förnya`: one more archive timestamp, before the last one can no longer be proved.

use std::fs;
use std::path::Path;

use super::{Exit, Stop};
use super::{keys, reservation, state};
use crate::args::Fornya;
use crate::calendar::swedish;
use crate::case::Workspace;
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::sign::ltv;
use crate::sign::renewal::Renewal;
use crate::terminal;
use crate::verify;

pub(super) fn run(asked: &Fornya) -> Result<Exit, Stop> {
    keys::read(&asked.fil)?;
    let _held = keys::hold(&asked.fil)?;
    reservation::refuse(&asked.fil)?;
    let pdf = keys::read(&asked.fil)?;
    let before = verify::versions(&pdf);
    in_time(asked, &pdf)?;
    let workspace = keys::workspace_of(&asked.fil)?;
    let address = address(asked, workspace.as_ref())?;
    let evidence = keys::given(&asked.sparr, asked.hamta_sparr || keys::fetches(workspace.as_ref()))?;
    let renewed = ltv::renewed(&pdf, evidence, &address).map_err(Stop::because)?;
    durable::write(&asked.fil, &renewed)?;
    sum(&asked.fil, (&before, &renewed))?;
    terminal::answer(&words::path(&asked.fil))?;
    say(Renewal::of(&renewed)?);
    Ok(Exit::Yes)
}

/// Who stamps the time: as the command line says, else as the authority does.
fn address(asked: &Fornya, workspace: Option<&Workspace>) -> Result<String, Stop> {
    keys::timestamp(asked.tidsstampel.as_deref(), workspace).ok_or_else(|| {
        let fault = Diagnostic::error("tidsstampel-saknas", "det är inte sagt vilken tjänst som ska stämpla tiden");
        Stop::from(fault.hint("ange dess adress: --tidsstämpel URL, eller [tidsstampel] adress i myndighet.toml"))
    })
}

/// Refuses to use up a place while the last timestamp holds long yet, and says when it is time.
fn in_time(asked: &Fornya, pdf: &[u8]) -> Result<(), Stop> {
    // What is no file of ours is refused further on, with the reason.
    let Ok(now) = Renewal::of(pdf) else { return Ok(()) };
    let file = words::path(&asked.fil);
    if now.free == 0 && now.until.is_some() {
        let until = now.until.map(|day| day.to_string()).unwrap_or_default();
        let message = format!("{file} har ingen plats kvar för en tidsstämpel; den sista räcker till och med {until}");
        return Err(Stop::from(Diagnostic::error("tidsfalt-slut", message).hint(
            "låt ett e-arkiv ta över bevarandet dessförinnan, eller spara en rapport: utdrag verifiera --rapport",
        )));
    }
    let Some(until) = now.until.filter(|_| !asked.i_fortid && now.is_early(swedish(clock::now()).date())) else {
        return Ok(());
    };
    let message = format!(
        "arkivtidsstämpeln räcker till och med {until}, och {} finns kvar i {file}",
        words::count(now.free, "plats", "platser")
    );
    let year = until.checked_sub(jiff::Span::new().years(1)).unwrap_or(until);
    Err(Stop::from(
        Diagnostic::error("for-tidigt", message)
            .hint(format!("förnya den tidigast {year}: varje förnyelse tar en plats, och fler går inte att lägga till"))
            .hint("är tidsstämpeln inte längre att lita på: lägg till --i-förtid"),
    ))
}

fn say(now: Renewal) {
    let until = now.until.map(|day| day.to_string()).unwrap_or_default();
    let left = words::count(now.free, "plats", "platser");
    terminal::say(&format!("Filen kan prövas till och med {until}. Den har {left} kvar för nya tidsstämplar."));
}

/// The `.sha256` beside a file follows it, where it was about the file as it was; one about something else is left, and said.
fn sum(file: &Path, (before, renewed): (&[String], &[u8])) -> Result<(), Stop> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let path = file.with_file_name(format!("{name}.sha256"));
    let Ok(text) = fs::read_to_string(&path) else { return Ok(()) };
    if text.split_whitespace().next().is_some_and(|sum| before.iter().any(|one| one == sum)) {
        durable::write(&path, format!("{}  {name}\n", state::sha256(renewed)).as_bytes())?;
        terminal::say(
            "Det är samma handling med en nyare tidsstämpel, också i registret. Filen .sha256 bredvid är ny.",
        );
    } else {
        let message = format!("{} gällde inte filen som den var, och är inte ändrad", words::path(&path));
        terminal::say_findings(&[Diagnostic::warning("sha256-skiljer", message)]);
    }
    Ok(())
}
