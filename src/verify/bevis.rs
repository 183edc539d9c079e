//! Layer E, the evidence: `bevis.json` and the objects attached beside it (`utdrag-bevis/1`). From the file alone: these
//! words are leaf n of minutes whose root these persons signed, and they are the ones that were elected to sign.

use serde_json::Value;

use super::Inspected;
use super::algorithm::sha256;
use super::attachment::Attachments;
use super::bilaga::{BundenFil, bound};
use super::budget::{Budget, Fault};
use super::cryptography::Setting;
use super::days;
use super::field::Role;
use super::json;
use super::justering;
use super::merkle::{self, Hash};
use super::person;
use super::print;
use super::trust::Store;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Name of the attachment.
const NAME: &str = "bevis.json";

/// What the rest of the evidence is held against.
pub(crate) struct Evidence {
    pub(crate) root: Hash,
    /// Leaf 0.
    pub(crate) head: Value,
    /// Numbers of the §§ that are in the extract.
    pub(crate) numbers: Vec<u64>,
    pub(crate) justeringar: Vec<Value>,
    /// Files that the §§ are bound to.
    pub(crate) bilagor: Vec<BundenFil>,
    /// An outside service signed: no signed root to hold against.
    pub(crate) root_is_signed: bool,
}

/// Judges what is attached, and what is printed of it.
pub(crate) fn judge(
    inspected: &Inspected<'_>,
    (attachments, page): (&Attachments, Option<&str>),
    (setting, store): (&Setting<'_>, &mut Store),
    answer: &mut Lagersvar,
) -> Result<Vec<BundenFil>, Fault> {
    for name in &attachments.ambiguous {
        answer.add(broken("tvetydig-bilaga", format!("två olika bilagor heter {name}")));
    }
    let Some(bytes) = attachments.files.get(NAME) else {
        without_evidence(inspected, attachments, answer);
        return Ok(Vec::new());
    };
    inspected.pdf.budget.steps(bytes.len())?;
    let Some(value) = json::canonical(bytes) else {
        answer.add(broken("felaktigt-bevis", "bevis.json är inte skriven i sin enda tillåtna form".to_owned()));
        return Ok(Vec::new());
    };
    match evidence(&value, attachments, (page, inspected.pdf.budget), answer) {
        Ok(evidence) => {
            answer.checked("bevisen: paragraferna, trädet och protokollroten");
            minutes_beside(&value, setting, answer);
            person::authority(inspected, &evidence.head, setting, answer);
            days::meeting(&evidence.head, page, answer);
            justering::judge(inspected, &evidence, (setting, store), answer)?;
            Ok(evidence.bilagor)
        }
        Err(brist) => {
            answer.add(brist);
            Ok(Vec::new())
        }
    }
}

fn without_evidence(inspected: &Inspected<'_>, attachments: &Attachments, answer: &mut Lagersvar) {
    let sealed = inspected.signatures.iter().any(|one| one.role == Role::Stampel);
    let minutes = inspected.fields.iter().any(|one| Role::of(&one.name) == Role::Justering);
    if sealed && !minutes {
        answer.add(Brist::unclear(
            "bevis-saknas",
            Underindikation::SigConstraintsFailure,
            "utdraget bär inga bevis ur protokollet: det visar inte vilka ord som justerades, eller av vem",
        ));
    }
    for name in attachments.files.keys() {
        if inspected.own {
            answer.add(broken("ovantad-bilaga", format!("bilagan {name} hör inte till filen")));
        } else {
            answer.note(format!("filen har en bilaga, {name}, som inte är kontrollerad i sig"));
        }
    }
}

/// The minutes that the extract is from, when they lie beside it: their first bytes are those it was made from.
fn minutes_beside(value: &Value, setting: &Setting<'_>, answer: &mut Lagersvar) {
    let minutes = value.get("protokoll");
    let text = |key: &str| minutes.and_then(|one| one.get(key)).and_then(Value::as_str).unwrap_or("");
    let length =
        minutes.and_then(|one| one.get("langd")).and_then(Value::as_u64).and_then(|one| usize::try_from(one).ok());
    let name = text("fil");
    let Some(bytes) = setting.beside.get(name) else {
        answer.note(format!("protokollet {name} låg inte intill och är inte jämfört"));
        return;
    };
    let beginning = length.and_then(|length| bytes.get(..length)).map(sha256);
    if beginning.is_some() && beginning == hash(minutes.and_then(|one| one.get("sha256"))) {
        answer.checked("protokollet som ligger intill");
    } else {
        answer.add(broken(
            "annat-protokoll",
            format!("{name}, som ligger intill, är inte det protokoll som utdraget är gjort av"),
        ));
    }
}

/// Checks leaves, paths and pages.
fn evidence(
    value: &Value,
    attachments: &Attachments,
    (page, budget): (Option<&str>, &Budget),
    answer: &mut Lagersvar,
) -> Result<Evidence, Brist> {
    let malformed = |what: &str| broken("felaktigt-bevis", format!("bevis.json: {what}"));
    if value.get("format").and_then(Value::as_str) != Some("utdrag-bevis/1") {
        return Err(Brist::unclear(
            "okant-bevisformat",
            Underindikation::FormatFailure,
            "bevis.json är av ett format som programmet inte känner",
        ));
    }
    let root = hash(value.get("rot")).ok_or_else(|| malformed("rot saknas"))?;
    let count = value.get("antal").and_then(Value::as_u64).ok_or_else(|| malformed("antal saknas"))?;
    let leaves = value.get("blad").and_then(Value::as_array).ok_or_else(|| malformed("blad saknas"))?;
    let mut used = vec![NAME.to_owned()];
    let mut objects: Vec<(u64, Value, Hash)> = Vec::new();
    for one in leaves {
        let (index, name, path) = leaf(one).ok_or_else(|| malformed("ett blad är felaktigt"))?;
        let bytes =
            attachments.files.get(&name).ok_or_else(|| broken("bilaga-saknas", format!("bilagan {name} saknas")))?;
        let object = json::canonical(bytes).ok_or_else(|| {
            broken("felaktigt-objekt", format!("bilagan {name} är inte skriven i sin enda tillåtna form"))
        })?;
        let identity = sha256(bytes);
        if merkle::root(merkle::leaf(&identity), index, count, &path) != Some(root) {
            return Err(broken("fel-rot", format!("bilagan {name} hör inte till det protokoll som bevisen gäller")));
        }
        if objects.iter().any(|(known, _, _)| *known >= index) {
            return Err(malformed("bladen står inte i ordning"));
        }
        used.push(name);
        objects.push((index, object, identity));
    }
    if let Some(stray) = attachments.files.keys().find(|name| !used.contains(name)) {
        return Err(broken("ovantad-bilaga", format!("bilagan {stray} hör inte till bevisen")));
    }
    let head = head(&objects).map_err(malformed)?;
    if let Some(page) = page {
        pages(&objects, &root, (page, budget), answer)
            .map_err(|fault| Brist::unclear("for-mycket-arbete", Underindikation::FormatFailure, fault.sentence()))?;
    }
    Ok(Evidence {
        root,
        head,
        numbers: objects.iter().filter_map(|(_, object, _)| object.get("nummer").and_then(Value::as_u64)).collect(),
        bilagor: objects.iter().flat_map(|(_, object, _)| bound(object)).collect(),
        justeringar: value.get("justeringar").and_then(Value::as_array).cloned().unwrap_or_default(),
        root_is_signed: value.get("rot_undertecknad").and_then(Value::as_bool).unwrap_or(true),
    })
}

/// Leaf 0, when it and the §§ are what they should be and speak of the same meeting.
fn head(objects: &[(u64, Value, Hash)]) -> Result<Value, &'static str> {
    let Some(((0, head, _), paragraphs)) = objects.split_first() else { return Err("blad 0 saknas") };
    if head.get("format").and_then(Value::as_str) != Some("utdrag-huvud/1") || paragraphs.is_empty() {
        return Err("bladen är inte ett möte och dess paragrafer");
    }
    for (_, object, _) in paragraphs {
        if object.get("format").and_then(Value::as_str) != Some("utdrag-paragraf/1") {
            return Err("ett blad är ingen paragraf");
        }
        if ["myndighet", "organ", "datum"].iter().any(|key| object.get(*key) != head.get(*key)) {
            return Err("en paragraf är från ett annat möte");
        }
    }
    Ok(head.clone())
}

fn pages(
    objects: &[(u64, Value, Hash)],
    root: &Hash,
    (page, budget): (&str, &Budget),
    answer: &mut Lagersvar,
) -> Result<(), Fault> {
    let mut position = 0;
    for (index, object, identity) in objects {
        if *index > 0 {
            position = print::compare(object, page, (position, budget), answer)?;
            print::printed(identity, page, "innehållsidentiteten", answer);
        }
    }
    print::printed(root, page, "protokollroten", answer);
    answer.checked("att texten på sidorna är den som bevisen gäller");
    Ok(())
}

fn leaf(value: &Value) -> Option<(u64, String, Vec<Hash>)> {
    let path = value.get("vag")?.as_array()?.iter().map(|one| hash(Some(one))).collect::<Option<Vec<Hash>>>()?;
    Some((value.get("index")?.as_u64()?, value.get("objekt")?.as_str()?.to_owned(), path))
}

/// 64 lower-case hex.
pub(crate) fn hash(value: Option<&Value>) -> Option<Hash> {
    let text = value?.as_str()?;
    if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let pairs = text
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()));
    pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

pub(crate) fn broken(kod: &'static str, mening: String) -> Brist {
    Brist::false_because(kod, Underindikation::HashFailure, mening)
}
