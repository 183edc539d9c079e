//! The case as it reads now held against the objects that were signed: a difference is named by § and field.
//! JO 581-2013: adjusted minutes are not changed in silence.

use serde::Serialize;
use serde_json::Value;

use crate::diag::Diagnostic;
use crate::evidence::minutes::Minutes;
use crate::evidence::{HuvudObject, ParagrafObject, innehallsidentitet};

/// Characters shown of each version.
const SHOWN: usize = 60;

/// One finding for each § (or the head) that has changed. Another salt is said once: it stands in every object.
#[must_use]
pub(super) fn changes(signed: &Minutes, head: &HuvudObject, paragrafer: &[ParagrafObject]) -> Vec<Diagnostic> {
    if head.salt == signed.huvud.salt {
        return changed_words(signed, head, paragrafer);
    }
    let was_empty = head.salt.is_empty();
    let head = HuvudObject { salt: signed.huvud.salt.clone(), ..head.clone() };
    // A secret § whose object is kept apart cannot be compared under another salt.
    let known = Minutes {
        leaves: signed.leaves.iter().filter(|leaf| leaf.object.is_some()).cloned().collect(),
        ..signed.clone()
    };
    let salted =
        paragrafer.iter().filter_map(|one| match signed.leaves.iter().find(|leaf| leaf.nummer == one.nummer) {
            Some(leaf) => leaf.object.as_ref().map(|was| ParagrafObject { salt: was.salt.clone(), ..one.clone() }),
            None => Some(one.clone()),
        });
    let salted: Vec<ParagrafObject> = salted.collect();
    std::iter::once(other_salt(was_empty)).chain(changed_words(&known, &head, &salted)).collect()
}

/// The salt of the case is not the one that its minutes were signed with: gone, or another.
#[must_use]
pub fn other_salt(is_gone: bool) -> Diagnostic {
    let message = if is_gone {
        "fallet saknar det salt som protokollet skrevs under med"
    } else {
        "saltet i fallet är inte det som protokollet skrevs under med"
    };
    Diagnostic::error("salt-skiljer", message).hint(
        "lägg tillbaka raden salt = \"…\" som den stod i fallet då, ur en säkerhetskopia: ett annat salt passar inte",
    )
}

fn changed_words(signed: &Minutes, head: &HuvudObject, paragrafer: &[ParagrafObject]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(change("protokollets huvud", &signed.huvud, head));
    for leaf in &signed.leaves {
        let name = format!("§ {}", leaf.nummer);
        let now = paragrafer.iter().find(|one| one.nummer == leaf.nummer);
        match (now, &leaf.object) {
            (None, _) => found.push(altered(&format!("{name} finns inte längre i fallet"))),
            (Some(now), _) if leaf.secret => {
                if innehallsidentitet(now) != leaf.identity {
                    found.push(altered(&format!("{name}, som är sekretessbelagd, har ändrats sedan justeringen")));
                }
            }
            (Some(now), Some(object)) => found.extend(change(&name, object, now)),
            (Some(_), None) => {}
        }
    }
    for now in paragrafer {
        // Minutes of one § adjusted at once have only that §.
        if signed.leaves.len() > 1 && !signed.leaves.iter().any(|leaf| leaf.nummer == now.nummer) {
            found.push(altered(&format!("§ {} har tillkommit i fallet", now.nummer)));
        }
    }
    found
}

fn change<T: Serialize + PartialEq>(name: &str, signed: &T, now: &T) -> Option<Diagnostic> {
    if signed == now {
        return None;
    }
    let (signed, now) = (serde_json::to_value(signed).ok()?, serde_json::to_value(now).ok()?);
    let (field, was, is) = difference(&signed, &now, "");
    Some(altered(&format!("{name} har ändrats sedan justeringen, i {field}: justerat ”{was}”, i fallet ”{is}”")))
}

fn altered(message: &str) -> Diagnostic {
    Diagnostic::error("andrad-efter-justering", message)
        .basis("JO 581-2013")
        .hint("återställ texten i fallet; en rättelse skrivs som [[rattelse]], med vad som ändrats, av vem och varför")
}

/// The first field that differs, and both versions around the difference.
fn difference(signed: &Value, now: &Value, field: &str) -> (String, String, String) {
    match (signed, now) {
        (Value::Object(one), Value::Object(other)) => {
            let id = one.get("id").and_then(Value::as_str);
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            for key in keys {
                let (a, b) = (one.get(key).unwrap_or(&Value::Null), other.get(key).unwrap_or(&Value::Null));
                if a != b {
                    let name = match id {
                        Some(id) if key == "text" => id.to_owned(),
                        _ if field.is_empty() || key == "text" => key.clone(),
                        _ => format!("{field} {key}"),
                    };
                    return difference(a, b, &name);
                }
            }
            (field.to_owned(), String::new(), String::new())
        }
        (Value::Array(one), Value::Array(other)) => {
            let at = one.iter().zip(other).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
            let nothing = Value::Null;
            difference(one.get(at).unwrap_or(&nothing), other.get(at).unwrap_or(&nothing), field)
        }
        _ => {
            let (was, is) = (words(signed), words(now));
            let at = was
                .chars()
                .zip(is.chars())
                .position(|(a, b)| a != b)
                .unwrap_or(was.chars().count().min(is.chars().count()));
            (field.to_owned(), around(&was, at), around(&is, at))
        }
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(fields) => fields.get("text").or_else(|| fields.get("namn")).map(words).unwrap_or_default(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_string(),
    }
}

fn around(text: &str, at: usize) -> String {
    let from = at.saturating_sub(SHOWN / 2);
    let total = text.chars().count();
    let middle: String = text.chars().skip(from).take(SHOWN).collect();
    format!(
        "{}{}{}",
        if from > 0 { "…" } else { "" },
        middle.replace('\n', " "),
        if from + SHOWN < total { "…" } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::DelObject;
    use crate::evidence::minutes::Leaf;

    fn head(salt: &str) -> HuvudObject {
        HuvudObject {
            format: "utdrag-huvud/1".to_owned(),
            myndighet: "Lillsjö kommun".to_owned(),
            organ: "Kommunstyrelsen".to_owned(),
            datum: "2026-03-02".to_owned(),
            slutdatum: None,
            tid: String::new(),
            ajournering: Vec::new(),
            plats: String::new(),
            narvaro: Vec::new(),
            sekreterare: "Ylva Sandmark".to_owned(),
            ordforande: Vec::new(),
            justerare: Vec::new(),
            distansbeslut: String::new(),
            avvikelser: Vec::new(),
            salt: salt.to_owned(),
        }
    }

    fn paragraf(nummer: u32, beslut: &str, salt: &str) -> ParagrafObject {
        ParagrafObject {
            format: "utdrag-paragraf/1".to_owned(),
            myndighet: "Lillsjö kommun".to_owned(),
            organ: "Kommunstyrelsen".to_owned(),
            datum: "2026-03-02".to_owned(),
            nummer,
            rubrik: "Bidrag".to_owned(),
            diarienummer: None,
            delar: vec![DelObject { id: "beslut".to_owned(), rubrik: None, text: beslut.to_owned() }],
            voteringar: Vec::new(),
            salt: salt.to_owned(),
        }
    }

    fn leaf(object: &ParagrafObject, secret: bool) -> Leaf {
        let identity = innehallsidentitet(object);
        Leaf { nummer: object.nummer, object: (!secret).then(|| object.clone()), identity, secret }
    }

    #[test]
    fn another_salt_is_said_once_beside_the_words_that_really_changed() {
        let (open, secret) = (paragraf(8, "Beviljas.", "aa"), paragraf(9, "Avslås.", "bb"));
        let signed = Minutes { huvud: head("00"), leaves: vec![leaf(&open, false), leaf(&secret, true)] };
        let codes = |salt: &str, beslut: &str| -> Vec<(&str, String)> {
            let now = [paragraf(8, beslut, salt), paragraf(9, "Avslås.", salt)];
            changes(&signed, &head(salt), &now).into_iter().map(|one| (one.code, one.message)).collect()
        };
        let said = codes("cc", "Beviljas.");
        assert_eq!(said.len(), 1, "the secret § cannot be compared under another salt: {said:?}");
        assert_eq!(said.first().map(|(code, _)| *code), Some("salt-skiljer"));
        let said = codes("", "Avslås.");
        assert!(
            matches!(said.as_slice(), [("salt-skiljer", gone), ("andrad-efter-justering", word)]
            if gone.contains("saknar") && word.contains("§ 8")),
            "{said:?}"
        );
        assert!(changes(&signed, &head("00"), &[open, secret]).is_empty());
    }
}
