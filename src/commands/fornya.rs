//! `förnya`: one more archive timestamp, before the last one can no longer be proved.

use std::fs;
use std::path::Path;

use super::{Exit, Stop};
use super::{keys, reservation, state};
use crate::args::Fornya;
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
    let mut evidence = ltv::Evidence::default();
    for path in &asked.sparr {
        evidence.add_revocation(&words::path(path), &keys::read(path)?).map_err(keys::no)?;
    }
    let pdf = if asked.sparr.is_empty() { pdf } else { ltv::store(&pdf, &evidence).map_err(keys::no)? };
    let renewed = ltv::archive_timestamp(&pdf, &asked.tidsstampel).map_err(keys::no)?;
    durable::write(&asked.fil, &renewed)?;
    sum(&asked.fil, (&before, &renewed))?;
    terminal::answer(&words::path(&asked.fil))?;
    Ok(Exit::Yes)
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
