//! An e-mail address can be sent to, wherever one stands: in `myndighet.toml`, and in a tjänsteskrivelse's sender.

use crate::case::Workspace;
use crate::case::epost::fault;
use crate::diag::Level;

use super::context::{Context, Finding};
use super::lagrum::Lagrum;
use super::myndighet::{finding, is_damaged};
use super::{Rule, WorkspaceRule};

pub(super) const RULE: WorkspaceRule = WorkspaceRule {
    rule: Rule {
        id: "–",
        code: "epost-felaktig",
        title: "en e-postadress är en, hel adress",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: of_skrivelse,
    },
    check: of_myndighet,
};

fn of_myndighet(workspace: &Workspace) -> Vec<Finding> {
    let one = &workspace.myndighet.value;
    let own = |key: &str, address: &Option<String>| (key.to_owned(), address.clone());
    let mut all = vec![own("/epost", &one.epost), own("/forvaltningsratt-epost", &one.forvaltningsratt_epost)];
    all.push(("/smtp/avsandare".to_owned(), one.smtp.as_ref().map(|smtp| smtp.avsandare.clone())));
    all.extend(one.organ.iter().enumerate().map(|(i, one)| (format!("/organ/{i}/epost"), one.epost.clone())));
    all.extend(one.mottagare.iter().enumerate().map(|(i, one)| (format!("/mottagare/{i}/epost"), one.epost.clone())));
    let faulty = all.into_iter().filter(|(at, _)| !is_damaged(workspace, at)).filter_map(|(at, address)| {
        let address = address?;
        let fault = fault(&address)?;
        Some(finding(workspace, &at, message(&address, &fault.what)).hint(fault.hint))
    });
    faulty.collect()
}

fn of_skrivelse(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "/avsandare/epost";
    let address = context.skrivelse().and_then(|one| one.avsandare.epost.as_deref());
    let Some(address) = address.filter(|_| !context.is_damaged(&[AT])) else { return Vec::new() };
    let found = fault(address).map(|fault| context.finding(AT, "", message(address, &fault.what)).hint(fault.hint));
    found.into_iter().collect()
}

fn message(address: &str, what: &str) -> String {
    format!("e-postadressen \"{address}\" {what}")
}
