//! The salt that makes a hash unguessable is whole.

use crate::case::Content;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "–",
    code: "salt-fel",
    title: "`salt` är 64 hexadecimala tecken",
    level: Level::Fel,
    basis: Lagrum::Ingen,
    excusable: false,
    check: salt_fel,
}];

fn salt_fel(context: &Context<'_>) -> Vec<Finding> {
    let salt = match &context.case.value {
        Content::Sammantrade(one) => one.salt.as_deref(),
        Content::Tjansteskrivelse(one) => one.salt.as_deref(),
        Content::Kallelse(_) => None,
    };
    let Some(salt) = salt.filter(|_| !context.is_damaged(&["/salt"])) else { return Vec::new() };
    if salt.len() == 64 && salt.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Vec::new();
    }
    let message = format!("saltet har {} tecken, det ska vara 64 hexadecimala", salt.chars().count());
    let hint = "är inget ännu undertecknat: ta bort raden och kör utdrag kontrollera --ratta";
    vec![context.finding("/salt", "", message).hint(hint)]
}
