//! The running number of an extract, as whoever keeps the register gives it out: `sign` prints it and knows no register.

use crate::diag::Diagnostic;

/// Takes the extract's running number out of the register.
pub type TakeNumber<'a> = dyn Fn() -> Result<Number, Diagnostic> + 'a;

/// A running number, and the extracts that the one with it takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// "RS 2026:17".
    pub own: String,
    /// Numbers of earlier extracts that do not show the corrections of this one.
    pub replaces: Vec<String>,
}
