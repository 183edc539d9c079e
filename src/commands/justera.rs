//! `justera`: one person's signature in a prepared file, in place, whole or not at all.

use super::{Exit, Stop};
use super::{entered, keys, state};
use crate::args::Justera;
use crate::clock;
use crate::diag::words;
use crate::durable;
use crate::register::Handelse;
use crate::sign::justera::{Signing, justera};
use crate::terminal;

pub(super) fn run(asked: &Justera) -> Result<Exit, Stop> {
    keys::read(&asked.fil)?;
    let _held = keys::hold(&asked.fil)?;
    let pdf = keys::read(&asked.fil)?;
    let key = keys::key(&asked.underskrift)?;
    let workspace = keys::workspace_of(&asked.fil)?;
    let evidence = keys::evidence(&asked.underskrift)?;
    let timestamp = keys::timestamp(&asked.underskrift, workspace.as_ref());
    let rows = workspace.as_ref().map(|one| one.myndighet.value.undertecknare.clone()).unwrap_or_default();
    let signing = Signing {
        person: &asked.underskrift.som,
        time: clock::now(),
        certificates: &rows,
        timestamp: timestamp.as_deref(),
        evidence: &evidence,
    };
    let signed = justera(&pdf, &signing, &key).map_err(keys::no)?;
    terminal::say_findings(&signed.warnings);
    durable::write(&asked.fil, &signed.bytes)?;
    terminal::answer(&words::path(&asked.fil))?;
    if let Some(workspace) = &workspace {
        let event = (Handelse::Undertecknad, asked.underskrift.som.as_str(), signing.time);
        entered::enter(workspace, event, &[(&asked.fil, signed.bytes.clone(), state::sha256(&signed.bytes))])?;
    }
    let rest = match signed.waiting.as_slice() {
        [] => "Alla har skrivit under.".to_owned(),
        waiting => format!("Kvar att skriva under: {}.", waiting.join("; ")),
    };
    terminal::say(&format!("{} har skrivit under. {rest}", asked.underskrift.som));
    keys::say_how_long(&key, timestamp.as_deref(), &evidence);
    Ok(Exit::Yes)
}
