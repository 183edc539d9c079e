//! Files that a § is bound to by their SHA-256 (bilagor and underlag): which they are, and whether what lies beside the
//! document is them. A file that was changed makes no word of the document false, so it has an answer of its own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What lies beside, of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intill {
    /// A file with these very bytes, of this name.
    Stammer(String),
    /// A file of the name that the § gives, with other bytes.
    Andrad(String),
    /// None that can be told to be it.
    Saknas,
}

/// One file that the document is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundenFil {
    /// The §; nothing in a tjänsteskrivelse.
    pub paragraf: Option<u64>,
    /// As printed.
    pub titel: String,
    /// File name, where the text gives one.
    pub fil: Option<String>,
    /// 64 lower-case hex.
    pub sha256: String,
    /// What lies beside the document.
    pub intill: Intill,
}

impl BundenFil {
    /// Looks among the files beside the document, by name with their SHA-256.
    pub fn look(&mut self, files: &BTreeMap<String, String>) {
        let same = files.iter().find(|(_, hash)| **hash == self.sha256).map(|(name, _)| name.clone());
        let named = self.fil.as_ref().filter(|name| files.contains_key(*name));
        self.intill = match (named, same) {
            (Some(name), _) if files.get(name) == Some(&self.sha256) => Intill::Stammer(name.clone()),
            (Some(name), _) => Intill::Andrad(name.clone()),
            (None, Some(name)) => Intill::Stammer(name),
            (None, None) => Intill::Saknas,
        };
    }

    /// The object of `verifiera --json`.
    #[must_use]
    pub fn json(&self) -> Value {
        let (word, file) = match &self.intill {
            Intill::Stammer(name) => ("STAMMER", Some(name)),
            Intill::Andrad(name) => ("ANDRAD", Some(name)),
            Intill::Saknas => ("SAKNAS", None),
        };
        json!({
            "paragraf": self.paragraf,
            "titel": self.titel,
            "fil": file.or(self.fil.as_ref()),
            "sha256": self.sha256,
            "utfall": word,
        })
    }
}

/// The bound files of one canonical object.
pub(crate) fn bound(object: &Value) -> Vec<BundenFil> {
    let paragraf = object.get("nummer").and_then(Value::as_u64);
    let parts = object.get("delar").and_then(Value::as_array).into_iter().flatten();
    let text = |part: &Value, key: &str| part.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let lists = parts.filter(|part| matches!(text(part, "id").as_str(), "underlag" | "bilagor"));
    lists.flat_map(|part| items(&text(part, "text"), paragraf)).collect()
}

/// `- Titel\` and below it `  SHA-256 ..`, with or without a file name before it.
fn items(text: &str, paragraf: Option<u64>) -> Vec<BundenFil> {
    let mut found = Vec::new();
    let mut titel = String::new();
    for line in text.lines() {
        if let Some(item) = line.strip_prefix("- ") {
            item.trim_end_matches('\\').clone_into(&mut titel);
        }
        let Some((before, after)) = line.rsplit_once("SHA-256 `") else { continue };
        let hash: String = after.trim_end_matches('`').chars().filter(|one| *one != ' ').collect();
        if hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            let name = before.trim().trim_start_matches('`').split_once('`').map(|(name, _)| name.to_owned());
            found.push(BundenFil { paragraf, titel: titel.clone(), fil: name, sha256: hash, intill: Intill::Saknas });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Intill, bound};

    #[test]
    fn a_file_beside_is_the_one_by_hash_and_a_changed_one_by_name() {
        let hash = "ab12 ".repeat(16);
        let text = format!(
            "- Utan fil\n- Taxa\\\n  `taxa.pdf`, SHA-256 `{}`\n- Äldre\\\n  SHA-256 `{}`",
            hash.trim(),
            hash.trim()
        );
        let object =
            json!({ "nummer": 7, "delar": [{ "id": "bilagor", "text": text }, { "id": "beslut", "text": text }] });
        let mut files = bound(&object);
        assert_eq!(files.len(), 2);
        let found = files.first_mut().expect("two were found");
        assert_eq!((found.titel.as_str(), found.fil.as_deref(), found.paragraf), ("Taxa", Some("taxa.pdf"), Some(7)));
        let right = hash.replace(' ', "");
        for (name, content, expected) in [
            ("taxa.pdf", right.as_str(), Intill::Stammer("taxa.pdf".to_owned())),
            ("taxa.pdf", "00", Intill::Andrad("taxa.pdf".to_owned())),
            ("annat.pdf", right.as_str(), Intill::Stammer("annat.pdf".to_owned())),
            ("annat.pdf", "00", Intill::Saknas),
        ] {
            found.look(&[(name.to_owned(), content.to_owned())].into_iter().collect());
            assert_eq!(found.intill, expected);
        }
        assert_eq!(files.last().map(|file| file.fil.clone()), Some(None));
    }
}
