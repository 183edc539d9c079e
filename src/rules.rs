//! What the law and common sense ask of a case: rules V01–V34, V40–V47, V49–V53 and V72 of the domain, each one function.
//! All faults are found, not the first. Facts that are against the law can be excused by `[[avvikelse]]`;
//! faults of the file cannot.

pub mod intervall;
pub mod tjanstgoring;
pub mod lagrum;
pub mod proposition;
mod context;
mod gissning;
mod naming;
mod register;
mod avvikelse;
mod sammantrade;
mod dag;
mod beslutsforhet;
mod narvaro;
mod ersattare;
mod paragraf;
mod beslut;
mod text;
mod personnummer;
mod namn;
mod parti;
mod yrkanden;
mod markeringar;
mod votering;
mod rostrakning;
mod utfall;
mod jav;
mod overklagande;
mod underlag;
mod hanvisning;
mod expediering;
mod justering;
mod rattelse;
mod anslag;
mod lagakraft;
mod salt;
mod epost;
mod kopia;
mod tjansteskrivelse;
mod kallelse;
mod kallelsetid;
mod myndighet;

use std::sync::Arc;

use crate::case::{Case, Workspace};
use crate::diag::{Diagnostic, Level, has_errors};
use context::{Context, Finding};
use lagrum::Lagrum;

pub use avvikelse::Noted;
pub use register::{markdown, rules};

/// A rule: what the registry, the documentation and the tests know of it.
pub struct Rule {
    /// Its number in the domain: `V16`.
    pub id: &'static str,
    /// Stable code, ASCII kebab-case: `rost-summa`.
    pub code: &'static str,
    /// What it asks, as one Swedish clause without a period.
    pub title: &'static str,
    /// The weight of a finding, where the finding does not say otherwise.
    pub level: Level,
    /// The statute, which differs between organs.
    pub basis: Lagrum,
    /// True for errors about facts, that `[[avvikelse]]` turns into a noted warning.
    pub excusable: bool,
    check: fn(&Context<'_>) -> Vec<Finding>,
}

/// A rule about `myndighet.toml`, held once a workspace.
struct WorkspaceRule {
    rule: Rule,
    check: fn(&Workspace) -> Vec<Finding>,
}

/// A case that no rule stops. Only [`check`] makes one.
#[derive(Clone, Debug)]
pub struct Checked {
    workspace: Arc<Workspace>,
    case: Arc<Case>,
    noted: Vec<Noted>,
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

    /// Faults against the law that the case names with a reason, in the order of its `[[avvikelse]]`.
    #[must_use]
    pub fn noted(&self) -> &[Noted] {
        &self.noted
    }
}

/// Holds the rules about `myndighet.toml` against it: once a workspace, beside [`check`] for each case.
#[must_use]
pub fn check_workspace(workspace: &Workspace) -> Vec<Diagnostic> {
    let rules = myndighet::RULES.iter();
    let found =
        rules.flat_map(|one| (one.check)(workspace).into_iter().map(|found| found.into_diagnostic(&one.rule, None)));
    found.collect()
}

/// Holds every rule against the case. `None` where an error was found; warnings come beside a `Checked`.
#[must_use]
pub fn check(workspace: &Arc<Workspace>, case: &Arc<Case>) -> (Option<Checked>, Vec<Diagnostic>) {
    let context = Context::of(workspace, case);
    let found = rules().flat_map(|rule| (rule.check)(&context).into_iter().map(move |finding| (rule, finding)));
    let (mut diagnostics, noted) = avvikelse::excuse(&context, found.collect());
    diagnostics.sort_by_key(|one| one.place.as_ref().map_or(0, |place| place.span.start));
    let checked = (!has_errors(&diagnostics) && case.places.damaged.is_empty()).then(|| Checked {
        workspace: Arc::clone(workspace),
        case: Arc::clone(case),
        noted,
    });
    (checked, diagnostics)
}
