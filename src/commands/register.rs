//! `register`: what is asked of the register.

use super::{Exit, Stop};
use crate::args::Register;
use crate::diag::Diagnostic;

pub(super) fn run(_asked: &Register) -> Result<Exit, Stop> {
    Err(Diagnostic::error("inte-byggt", "kommandot är inte byggt än").into())
}
