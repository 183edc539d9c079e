//! `förnya`: one more archive timestamp, before the last one can no longer be proved.

use std::fs;
use std::path::Path;

use super::{Exit, Stop};
use super::{keys, reservation, state};
use crate::args::Fornya;
use crate::case::Workspace;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::sign::ltv;
use crate::terminal;
use crate::verify;

pub(super) fn run(asked: &Fornya) -> Result<Exit, Stop> {
    keys::read(&asked.fil)?;
    let _held = keys::hold(&asked.fil)?;
    reservation::refuse(&asked.fil).map_err(keys::no)?;
    let pdf = keys::read(&asked.fil)?;
    let before = verify::versions(&pdf);
    let workspace = keys::workspace_of(&asked.fil)?;
    let address = address(asked, workspace.as_ref())?;
    let evidence = keys::given(&asked.sparr, asked.hamta_sparr || keys::fetches(workspace.as_ref()))?;
    let renewed = ltv::renewed(&pdf, evidence, &address).map_err(Stop::because)?;
    durable::write(&asked.fil, &renewed)?;
    sum(&asked.fil, (&before, &renewed))?;
    terminal::answer(&words::path(&asked.fil))?;
    Ok(Exit::Yes)
}

/// Who stamps the time: as the command line says, else as the authority does.
fn address(asked: &Fornya, workspace: Option<&Workspace>) -> Result<String, Stop> {
    let ours = || workspace?.myndighet.value.tidsstampel.as_ref().map(|one| one.adress.clone());
    asked.tidsstampel.clone().or_else(ours).ok_or_else(|| {
        let fault = Diagnostic::error("tidsstampel-saknas", "det är inte sagt vilken tjänst som ska stämpla tiden");
        Stop::from(fault.hint("ange dess adress: --tidsstämpel URL, eller [tidsstampel] adress i myndighet.toml"))
    })
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
