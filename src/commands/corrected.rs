//! Corrections that somebody has not been told of: certified extracts that still hold and do not print what has been
//! corrected in their §§ since.

use std::path::Path;

use super::issued::{RATTELSER, in_force, shown};
use super::{Stop, registers};
use crate::case::sammantrade::Sammantrade;
use crate::case::{Content, Workspace};
use crate::diag::{Diagnostic, words};
use crate::document::{self, meeting_stem};
use crate::register::{self, Entry, Register as _, Search};
use crate::rules::Checked;
use crate::rules::intervall::paragraftecken;

/// A warning for each such extract of these cases, whose minutes lie in `folder`.
pub(super) fn untold(root: &Path, checked: &[Checked], folder: &Path) -> Result<Vec<Diagnostic>, Stop> {
    let meetings = checked.iter().filter_map(|one| match &one.case().value {
        Content::Sammantrade(meeting) if !meeting.rattelse.is_empty() => Some((one, meeting)),
        Content::Sammantrade(_) | Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
    });
    let meetings: Vec<(&Checked, &Sammantrade)> = meetings.collect();
    let path = register::beside(root);
    if meetings.is_empty() || !path.exists() {
        return Ok(Vec::new());
    }
    let Some(workspace) = Workspace::open(root).0 else { return Ok(Vec::new()) };
    let register = register::existing(&path, &registers::settings_of(&path, Some(&workspace)))?;
    let mut found = Vec::new();
    for (checked, meeting) in meetings {
        let day = Some(meeting.datum.to_string());
        let about = Search { organ: Some(meeting.organ.clone()), sammantrade: day, ..Search::default() };
        let entries = register.entries(&about)?;
        let stale = in_force(&entries).filter(|entry| !shows(entry, checked, meeting));
        found.extend(stale.map(|entry| stale_one(entry, meeting, folder)));
    }
    Ok(found)
}

/// True when the extract prints the corrections of its §§ as the case has them now.
fn shows(entry: &Entry, checked: &Checked, meeting: &Sammantrade) -> bool {
    let lines = document::rattelser(checked, meeting, &entry.post.paragrafer);
    let lines: Vec<String> = lines.into_iter().map(|one| one.text).collect();
    let now = shown(&lines);
    now.is_none() || entry.post.uppgifter.get(RATTELSER) == now.as_ref()
}

fn stale_one(entry: &Entry, meeting: &Sammantrade, folder: &Path) -> Diagnostic {
    let number = entry.post.lopnummer.as_ref().map(ToString::to_string).unwrap_or_default();
    let numbers = paragraftecken(&entry.post.paragrafer);
    let minutes = folder.join(format!("{}-protokoll.pdf", meeting_stem(&meeting.organ, &meeting.datum.to_string())));
    let listed: Vec<String> = entry.post.paragrafer.iter().map(ToString::to_string).collect();
    let message = format!("{numbers} är rättad, men utdraget {number} visar inte rättelsen");
    Diagnostic::warning("rattelse-ej-bestyrkt", message).hint(format!(
        "bestyrk {numbers} på nytt och skicka det nya till dem som har fått det gamla: utdrag bestyrk {} --paragraf {} ..",
        words::path(&minutes),
        listed.join(",")
    ))
}
