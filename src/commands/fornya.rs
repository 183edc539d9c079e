//! `förnya`: one more archive timestamp, before the last one can no longer be proved.

use super::keys;
use super::reservation;
use super::{Exit, Stop};
use crate::args::Fornya;
use crate::diag::words;
use crate::durable;
use crate::sign::ltv;
use crate::terminal;

pub(super) fn run(asked: &Fornya) -> Result<Exit, Stop> {
    keys::read(&asked.fil)?;
    let _held = keys::hold(&asked.fil)?;
    reservation::refuse(&asked.fil).map_err(keys::no)?;
    let pdf = keys::read(&asked.fil)?;
    let mut evidence = ltv::Evidence::default();
    for path in &asked.sparr {
        evidence.add_revocation(&words::path(path), &keys::read(path)?).map_err(keys::no)?;
    }
    let pdf = if asked.sparr.is_empty() { pdf } else { ltv::store(&pdf, &evidence).map_err(keys::no)? };
    let renewed = ltv::archive_timestamp(&pdf, &asked.tidsstampel).map_err(keys::no)?;
    durable::write(&asked.fil, &renewed)?;
    terminal::answer(&words::path(&asked.fil))?;
    Ok(Exit::Yes)
}
