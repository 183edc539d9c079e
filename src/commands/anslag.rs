//! `anslag`: the notice of adjusted minutes, and its days.

use super::{Exit, Stop};
use crate::args::Anslag;
use crate::diag::Diagnostic;

pub(super) fn run(_asked: &Anslag) -> Result<Exit, Stop> {
    Err(Diagnostic::error("inte-byggt", "kommandot är inte byggt än").into())
}
