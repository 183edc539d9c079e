//! Layer E, the words beside: `<stem>.identitet.jsonl` of minutes or a tjänsteskrivelse. When its hash is the one that was
//! signed, every word of the pages is held against it, and those who signed against those whom it says were to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Inspected;
use super::algorithm::sha256;
use super::bevis::{broken, hash};
use super::bilaga::{BundenFil, bound};
use super::budget::{Budget, Fault};
use super::cryptography::Setting;
use super::days;
use super::field::{Field, Role};
use super::json;
use super::justering;
use super::merkle::{self, Hash};
use super::person;
use super::print;
use super::verdict::Lagersvar;

/// Most lines of a file that are read.
const MOST: usize = 20_000;

/// Judges; the files that the §§ are bound to.
pub(crate) fn judge(
    inspected: &Inspected<'_>,
    page: Option<&str>,
    setting: &Setting<'_>,
    answer: &mut Lagersvar,
) -> Result<Vec<BundenFil>, Fault> {
    let Some(root) = justering::signed_root(inspected) else { return Ok(Vec::new()) };
    let Some((name, bytes)) = setting.identitet else {
        answer.note("filen med sidornas ord (….identitet.jsonl) låg inte intill: orden är inte jämförda ett för ett");
        return Ok(Vec::new());
    };
    let budget = inspected.pdf.budget;
    budget.steps(bytes.len())?;
    let Some(leaves) = leaves(bytes).filter(|leaves| signed_as(leaves) == Some(root)) else {
        answer.note(format!("{name}, som ligger intill, hör inte till det som undertecknades och är inte använd"));
        return Ok(Vec::new());
    };
    let objects: Vec<&Value> = leaves.iter().filter_map(|(object, _)| object.as_ref()).collect();
    if let Some(page) = page {
        pages(&leaves, page, budget, answer)?;
    }
    signers(inspected, &objects, answer);
    order_of_days(inspected, &objects, answer);
    answer.checked("att sidornas ord är de som undertecknades");
    Ok(objects.into_iter().flat_map(bound).collect())
}

/// An object, unless it is hidden, and its innehållsidentitet.
type Leaf = (Option<Value>, Hash);

fn leaves(bytes: &[u8]) -> Option<Vec<Leaf>> {
    let lines = bytes.strip_suffix(b"\n")?.split(|byte| *byte == b'\n').take(MOST);
    let leaf = |line: &[u8]| {
        let object = json::canonical(line)?;
        if object.get("format").and_then(Value::as_str) == Some("utdrag-paragraf-dold/1") {
            return Some((None, hash(object.get("innehallsidentitet"))?));
        }
        Some((Some(object), sha256(line)))
    };
    lines.map(leaf).collect()
}

/// What a signature over these objects is about.
fn signed_as(leaves: &[Leaf]) -> Option<Hash> {
    match leaves {
        [(Some(object), identity)] if is_letter(object) => Some(*identity),
        _ => merkle::tree(&leaves.iter().map(|(_, identity)| merkle::leaf(identity)).collect::<Vec<_>>()),
    }
}

fn is_letter(object: &Value) -> bool {
    object.get("format").and_then(Value::as_str) == Some("utdrag-skrivelse/1")
}

fn pages(leaves: &[Leaf], page: &str, budget: &Budget, answer: &mut Lagersvar) -> Result<(), Fault> {
    let mut position = 0;
    for (object, identity) in leaves {
        match object {
            Some(object) if print::is_adjusted_apart(object, page) => {
                print::printed(identity, page, "innehållsidentiteten för en omedelbart justerad paragraf", answer);
            }
            Some(object) if object.get("delar").is_some() => {
                position = print::compare(object, page, (position, budget), answer)?;
            }
            Some(head) => print::head(head, page, budget, answer)?,
            None => print::printed(identity, page, "innehållsidentiteten för en paragraf med sekretess", answer),
        }
    }
    Ok(())
}

/// Nobody adjusts what has not been.
fn order_of_days(inspected: &Inspected<'_>, objects: &[&Value], answer: &mut Lagersvar) {
    let Some(head) = objects.first().filter(|head| !is_letter(head)) else { return };
    days::said(head, &inspected.signatures, answer);
    let pairs = inspected.signatures.iter().zip(&inspected.judged);
    for (one, judged) in pairs.filter(|(one, _)| one.role == Role::Justering) {
        let name = judged.signer.as_ref().map_or_else(|| one.field.clone(), |cert| cert.name());
        days::proved(head, &name, judged.proved, answer);
    }
}

/// Those whom the objects name are those whose boxes are there. Whether each has signed is for layer D: minutes on their
/// way are not false.
fn signers(inspected: &Inspected<'_>, objects: &[&Value], answer: &mut Lagersvar) {
    let is_theirs = |field: &&Field| matches!(Role::of(&field.name), Role::Justering | Role::Undertecknare);
    let boxes = inspected.fields.iter().filter(is_theirs).filter_map(person::of);
    let there: BTreeSet<String> = boxes.map(|one| person::without_party(&one.namn).to_owned()).collect();
    for name in objects.first().map(|first| named(first, objects)).unwrap_or_default() {
        if !there.contains(&name) {
            let mening = format!("{name} skulle ha undertecknat, men filen har ingen ruta för det");
            answer.add(broken("andra-undertecknare", mening));
        }
    }
}

fn named(first: &Value, objects: &[&Value]) -> Vec<String> {
    let text = |one: &Value| one.get("namn").and_then(Value::as_str).unwrap_or("").to_owned();
    if is_letter(first) {
        return first.get("undertecknare").and_then(Value::as_array).into_iter().flatten().map(text).collect();
    }
    let numbers: Vec<u64> = objects.iter().filter_map(|one| one.get("nummer").and_then(Value::as_u64)).collect();
    justering::elected(first, &numbers)
}
