//! `expediera`: certified extracts to those who must have them.

use super::{Exit, Stop};
use crate::args::Expediera;
use crate::diag::Diagnostic;

pub(super) fn run(_asked: &Expediera) -> Result<Exit, Stop> {
    Err(Diagnostic::error("inte-byggt", "kommandot är inte byggt än").into())
}
