//! A secret § names the provision it is secret by, and salt that makes its hash unguessable is whole.

use crate::case::Content;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "–",
        code: "sekretess-utan-lagrum",
        title: "sekretess anger vilken bestämmelse den stöds på",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: sekretess_utan_lagrum,
    },
    Rule {
        id: "–",
        code: "salt-fel",
        title: "`salt` är 64 hexadecimala tecken",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: salt_fel,
    },
];

fn sekretess_utan_lagrum(context: &Context<'_>) -> Vec<Finding> {
    let mut all = Vec::new();
    if let Some(kallelse) = context.kallelse() {
        let items = kallelse.arende.iter().enumerate();
        all.extend(
            items.filter_map(|(i, one)| Some((format!("/arende/{i}/sekretess/lagrum"), one.sekretess.as_ref()?))),
        );
    }
    let paragrafer = context.paragrafer(&[]).into_iter();
    all.extend(paragrafer.filter_map(|(at, one)| Some((format!("{at}/sekretess/lagrum"), one.sekretess.as_ref()?))));
    let unsaid = all.into_iter().filter(|(at, one)| one.lagrum.trim().is_empty() && !context.is_damaged(&[at]));
    let hint =
        "skriv lagrum = \"26 kap. 1 § offentlighets- och sekretesslagen (2009:400)\", eller den bestämmelse som gäller";
    unsaid.map(|(at, _)| context.finding(&at, "", "sekretessen saknar lagrum").hint(hint)).collect()
}

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
