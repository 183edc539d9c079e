//! The salt that makes a hash unguessable is there before anything is signed, and whole.

use crate::case::Content;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "–",
        code: "salt-fel",
        title: "`salt` är 64 hexadecimala tecken",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: salt_fel,
    },
    Rule {
        id: "–",
        code: "salt-saknas",
        title: "ett sammanträde och en tjänsteskrivelse har ett `salt` innan någon skriver under",
        level: Level::Upplysning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: salt_saknas,
    },
];

/// What comes of having no salt, and the salt there is; nothing of a file where that is damaged.
fn signed<'a>(context: &Context<'a>) -> Option<(&'static str, Option<&'a str>)> {
    let (without, salt) = match &context.case.value {
        Content::Sammantrade(one) => {
            ("sidorna märks OJUSTERAT UTKAST, och protokollet går inte att justera", one.salt.as_deref())
        }
        Content::Tjansteskrivelse(one) => ("skrivelsen går inte att skriva under här", one.salt.as_deref()),
        Content::Kallelse(_) => return None,
    };
    (!context.is_damaged(&["/salt"])).then_some((without, salt))
}

fn salt_saknas(context: &Context<'_>) -> Vec<Finding> {
    let Some((without, None)) = signed(context) else { return Vec::new() };
    let message = format!("`salt` saknas: {without}");
    let hint = "kör utdrag kontrollera --rätta, så läggs ett salt till; det tål att ligga där medan du skriver";
    vec![context.finding("/slag", "", message).hint(hint)]
}

fn salt_fel(context: &Context<'_>) -> Vec<Finding> {
    let Some((_, Some(salt))) = signed(context) else { return Vec::new() };
    if salt.len() == 64 && salt.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Vec::new();
    }
    let message = format!("saltet har {} tecken, det ska vara 64 hexadecimala", salt.chars().count());
    let hint = "är inget ännu undertecknat: ta bort raden och kör utdrag kontrollera --rätta";
    vec![context.finding("/salt", "", message).hint(hint)]
}
