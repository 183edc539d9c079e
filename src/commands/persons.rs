//! Who does something that cannot be undone, and why: neither is left empty, and the name is a whole one.

use super::Stop;
use crate::case::{Content, Workspace};
use crate::diag::Diagnostic;
use crate::terminal;

/// Names more alike than this are perhaps of the same person.
const ALIKE: f64 = 0.92;

/// Who does something that cannot be undone: a whole name. One that is nearly somebody's of the workspace is remarked on.
pub(super) fn person(som: &str, here: Option<&Workspace>) -> Result<String, Stop> {
    let name = whole(som)?;
    if let Some(workspace) = here {
        remark(&name, workspace);
    }
    Ok(name)
}

/// A first name and a surname.
pub(super) fn whole(som: &str) -> Result<String, Stop> {
    let name = som.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_name = |part: &&str| part.chars().filter(|one| one.is_alphabetic()).count() > 1;
    if name.split(' ').filter(is_name).count() >= 2 {
        return Ok(name);
    }
    let message = if name.is_empty() {
        "namnet efter --som är tomt".to_owned()
    } else {
        format!("\"{name}\" är inget helt namn, och det ska gå att se vem det var")
    };
    Err(Stop::from(Diagnostic::error("vem-saknas", message).hint("skriv --som \"Förnamn Efternamn\"")))
}

/// A name that is nearly that of somebody in the workspace is perhaps misspelt.
pub(super) fn remark(name: &str, workspace: &Workspace) {
    let known = people(workspace);
    let is_known = known.iter().any(|one| one == name);
    if let Some(near) = nearest(name, &known).filter(|_| !is_known) {
        let fault = Diagnostic::warning("vem-okand", format!("{name} står inte i arbetsmappen, men det gör {near}"));
        terminal::say_findings(&[fault.hint("är det samma person: skriv namnet likadant nästa gång")]);
    }
}

/// Everybody that the workspace names as someone who acts for it.
fn people(workspace: &Workspace) -> Vec<String> {
    let meetings = workspace.cases.iter().filter_map(|case| match &case.value {
        Content::Sammantrade(meeting) => Some(meeting),
        Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
    });
    let present = meetings.flat_map(|meeting| meeting.narvaro.iter().map(|one| one.namn.clone()));
    let certifiers = workspace.myndighet.value.behorig_bestyrkare.iter().map(|one| one.namn.clone());
    certifiers.chain(present).collect()
}

/// Why something that cannot be undone is done.
pub(super) fn reason(skal: &str) -> Result<String, Stop> {
    let reason = skal.trim();
    if reason.is_empty() {
        let fault = Diagnostic::error("skal-saknas", "skälet efter --skäl är tomt, och det förs in i registret");
        return Err(Stop::from(fault.hint("skriv varför, så att andra förstår det om tio år")));
    }
    Ok(reason.to_owned())
}

fn nearest(name: &str, known: &[String]) -> Option<String> {
    let likeness = |one: &&String| strsim::jaro_winkler(&one.to_lowercase(), &name.to_lowercase());
    let near = known.iter().filter(|one| likeness(one) > ALIKE);
    near.max_by(|one, other| likeness(one).total_cmp(&likeness(other))).cloned()
}
