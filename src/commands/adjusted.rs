//! What was signed in a folder, held against the extracts that are about to be made beside it.
//! Adjusted minutes are not changed in silence (JO 581-2013): no extract says otherwise than they.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::trial;
use crate::case::pointer::Pointer;
use crate::case::sammantrade::Sammantrade;
use crate::diag::Diagnostic;
use crate::document::{Document, Innehall, meeting_stem};
use crate::evidence::hex;
use crate::evidence::minutes::Minutes;
use crate::rules::Checked;
use crate::rules::intervall::paragraftecken;

/// The documents that agree with what was signed, and a fault that names the §§ that do not.
pub(super) fn agreeing(
    folder: &Path,
    checked: &Checked,
    case: &Sammantrade,
    documents: Vec<Document>,
) -> (Vec<Document>, Option<Diagnostic>) {
    let signed = signed_identities(folder, &meeting_stem(&case.organ, &case.datum.to_string()));
    let mut changed: Vec<u32> = Vec::new();
    let mut agrees = |document: &Document| {
        let other = differing(document, &signed);
        changed.extend(&other);
        other.is_empty()
    };
    let kept: Vec<Document> = documents.into_iter().filter(|one| agrees(one)).collect();
    changed.sort_unstable();
    changed.dedup();
    let fault = (!changed.is_empty()).then(|| altered(checked, case, &changed));
    (kept, fault)
}

/// The §§ of an extract that are not word for word those that were signed.
fn differing(document: &Document, signed: &BTreeMap<u32, String>) -> Vec<u32> {
    let Innehall::Utdrag(utdrag) = &document.innehall else { return Vec::new() };
    let is_other = |nummer: &u32, now: &Option<String>| signed.get(nummer).is_some_and(|was| Some(was) != now.as_ref());
    let others = utdrag.paragrafer.iter().filter(|one| is_other(&one.nummer, &one.identitet));
    others.map(|one| one.nummer).collect()
}

/// By §; minutes of one § adjusted at once weigh more than those of the meeting.
fn signed_identities(folder: &Path, base: &str) -> BTreeMap<u32, String> {
    let mut found = BTreeMap::new();
    let mut minutes = trial::minutes(folder, base);
    // "-protokoll" first, so that what was adjusted at once is put over it.
    minutes.sort_by_key(|path| path.to_string_lossy().ends_with("-omedelbar.pdf"));
    for path in minutes {
        let lines = fs::read_to_string(path.with_extension("identitet.jsonl")).unwrap_or_default();
        let is_signed = fs::read(&path).is_ok_and(|bytes| super::make::is_signed(&bytes));
        let Some(minutes) = Minutes::read(&lines, "").ok().filter(|_| is_signed) else { continue };
        found.extend(minutes.leaves.iter().map(|leaf| (leaf.nummer, hex(&leaf.identity))));
    }
    found
}

fn altered(checked: &Checked, case: &Sammantrade, changed: &[u32]) -> Diagnostic {
    let first = case.paragraf.iter().position(|one| changed.contains(&one.nummer)).unwrap_or_default();
    let at = Pointer::root().key("paragraf").index(first).key("nummer");
    let numbers = paragraftecken(changed);
    Diagnostic::error(
        "andrad-efter-justering",
        format!("{numbers} har ändrats sedan protokollet undertecknades: inget utdrag görs"),
    )
    .at(checked.case().places.label(&at, ""))
    .basis("JO 581-2013")
    .hint("återställ texten i fallet; en rättelse skrivs som [[rattelse]], med vad som ändrats, av vem och varför")
}
