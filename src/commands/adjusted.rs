//! What was signed in a folder, held against the extracts that are about to be made beside it.
//! Adjusted minutes are not changed in silence (JO 581-2013): no extract says otherwise than they.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::signed::{self, Signers};
use super::trial;
use crate::case::pointer::Pointer;
use crate::case::sammantrade::Sammantrade;
use crate::diag::{Diagnostic, words};
use crate::document::{Document, Innehall, meeting_stem};
use crate::evidence::minutes::Minutes;
use crate::evidence::{Salt, hex};
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
    let minutes = folder.join(format!("{}-protokoll.pdf", meeting_stem(&case.organ, &case.datum.to_string())));
    let fault = (!changed.is_empty()).then(|| altered(checked, case, &changed, &minutes));
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

fn altered(checked: &Checked, case: &Sammantrade, changed: &[u32], minutes: &Path) -> Diagnostic {
    let first = case.paragraf.iter().position(|one| changed.contains(&one.nummer)).unwrap_or_default();
    let at = Pointer::root().key("paragraf").index(first).key("nummer");
    if is_salted_otherwise(case, minutes) {
        let place = checked.case().places.label(&Pointer::root().key("salt"), "");
        return signed::other_salt(case.salt.is_none()).at(place);
    }
    let numbers = paragraftecken(changed);
    let place = checked.case().places.label(&at, "");
    if let Some(signers) = fs::read(minutes).ok().and_then(|pdf| Signers::of(&pdf)).filter(Signers::is_begun) {
        let signed = words::listed(&signers.signed, "och");
        let message = format!(
            "{numbers} har ändrats sedan {signed} skrev under protokollet, som inte är färdigjusterat: inget utdrag görs"
        );
        return Diagnostic::error("andrad-efter-underskrift", message)
            .at(place)
            .hint(signed::begin_anew(&words::path(minutes)))
            .hint(signed::put_back());
    }
    Diagnostic::error(
        "andrad-efter-justering",
        format!("{numbers} har ändrats sedan protokollet undertecknades: inget utdrag görs"),
    )
    .at(place)
    .basis("JO 581-2013")
    .hint("återställ texten i fallet; en rättelse skrivs som [[rattelse]], med vad som ändrats, av vem och varför")
}

/// True where every identity differs, because the salt does.
fn is_salted_otherwise(case: &Sammantrade, minutes: &Path) -> bool {
    let lines = fs::read_to_string(minutes.with_extension("identitet.jsonl")).unwrap_or_default();
    let own = case.salt.as_deref().and_then(Salt::parse).map(|salt| salt.of_leaf(0)).unwrap_or_default();
    Minutes::read(&lines, "").is_ok_and(|minutes| minutes.huvud.salt != own)
}
