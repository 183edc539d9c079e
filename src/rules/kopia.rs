//! What is left over when a case is made by copying another: the salt, which is each case's own.

use crate::case::{Content, Workspace};
use crate::diag::{Label, Level};

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "–",
    code: "salt-delat",
    title: "varje fall har ett eget `salt`",
    level: Level::Varning,
    basis: Lagrum::Ingen,
    excusable: false,
    check: salt_delat,
}];

fn salt_delat(context: &Context<'_>) -> Vec<Finding> {
    let salt = salt_of(&context.case.value).filter(|_| !context.is_damaged(&["/salt"]));
    let Some(others) = salt.and_then(|salt| context.index.salter.get(salt)) else { return Vec::new() };
    let is_other = |at: &&usize| context.workspace.cases.get(**at).is_some_and(|one| one.path != context.case.path);
    let Some(other) = others.iter().find(is_other).and_then(|at| label(context.workspace, *at)) else {
        return Vec::new();
    };
    let message = "saltet är detsamma som i ett annat fall: det följde med när filen kopierades";
    let hint = "ta bort raden i det fall som inte är undertecknat, och kör utdrag kontrollera --rätta";
    vec![context.finding("/salt", "", message).also(other).hint(hint)]
}

/// The salt of a case, where it has one.
fn salt_of(content: &Content) -> Option<&str> {
    match content {
        Content::Sammantrade(one) => one.salt.as_deref(),
        Content::Tjansteskrivelse(one) => one.salt.as_deref(),
        Content::Kallelse(_) => None,
    }
}

fn label(workspace: &Workspace, at: usize) -> Option<Label> {
    let case = workspace.cases.get(at)?;
    Some(case.places.label(&crate::case::pointer::Pointer::parse("/salt"), "samma salt"))
}
