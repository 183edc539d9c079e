//! A certified extract as it is dispatched: the file, and the objects inside it, which are what was signed.
//! Refuses a file without its evidence, and evidence that is not canonical. Judging it is for `verify`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::words::as_text;
use crate::diag::Diagnostic;
use crate::document::text::{blocks, inlines, plain};
use crate::evidence::{HuvudObject, ParagrafObject, canonical, grouped, hex};

/// Name of the evidence inside an extract.
const BEVIS: &str = "bevis.json";
/// Part of a § that says under which provision it is secret.
const SEKRETESS: &str = "sekretess";

/// A certified extract.
#[derive(Clone, Debug)]
pub struct Extract {
    /// File name without `.pdf`.
    pub stem: String,
    /// The file, whole.
    pub bytes: Vec<u8>,
    /// Its SHA-256, 64 hex.
    pub sha256: String,
    /// The meeting, as signed.
    pub huvud: HuvudObject,
    /// The §§, as signed.
    pub paragrafer: Vec<ParagrafObject>,
    /// True for a trial: PROV on every page.
    pub prov: bool,
    /// The register's receipt (`<stem>.tlog-proof`), where there is one.
    pub proof: Option<Vec<u8>>,
}

impl Extract {
    /// Reads an extract, given the files attached to it by name.
    ///
    /// # Errors
    /// When it carries no evidence, or evidence that is not canonical.
    pub fn read(stem: &str, bytes: Vec<u8>, attached: &BTreeMap<String, Vec<u8>>) -> Result<Self, Diagnostic> {
        let strange = || no_extract(stem);
        let bevis: serde_json::Value =
            attached.get(BEVIS).and_then(|bytes| serde_json::from_slice(bytes).ok()).ok_or_else(strange)?;
        let names = bevis.get("blad").and_then(|blad| blad.as_array()).ok_or_else(strange)?;
        let objects = names.iter().map(|blad| {
            let name = blad.get("objekt").and_then(|name| name.as_str())?;
            attached.get(name).map(Vec::as_slice)
        });
        let objects = objects.collect::<Option<Vec<&[u8]>>>().ok_or_else(strange)?;
        let (huvud, rest) = objects.split_first().ok_or_else(strange)?;
        let huvud: HuvudObject = object(huvud).ok_or_else(strange)?;
        let paragrafer = rest.iter().map(|bytes| object(bytes)).collect::<Option<Vec<ParagrafObject>>>();
        let paragrafer = paragrafer.filter(|some| !some.is_empty()).ok_or_else(strange)?;
        let sha256 = hex(&Sha256::digest(&bytes));
        Ok(Self { stem: stem.to_owned(), bytes, sha256, huvud, paragrafer, prov: false, proof: None })
    }

    /// The numbers of its §§.
    #[must_use]
    pub fn numbers(&self) -> Vec<u32> {
        self.paragrafer.iter().map(|one| one.nummer).collect()
    }

    /// True when a § says of itself that it is secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.paragrafer.iter().any(|one| one.delar.iter().any(|del| del.id == SEKRETESS))
    }

    /// "§ 36", "§§ 108, 110".
    #[must_use]
    pub fn span(&self) -> String {
        let numbers: Vec<String> = self.paragrafer.iter().map(|one| one.nummer.to_string()).collect();
        format!("{} {}", if numbers.len() == 1 { "§" } else { "§§" }, numbers.join(", "))
    }

    /// "Protokollsutdrag Regionstyrelsen 2026-03-11 § 36".
    #[must_use]
    pub fn title(&self) -> String {
        format!("Protokollsutdrag {} {} {}", one_line(&self.huvud.organ), self.huvud.datum, self.span())
    }

    /// Title of each §: "§ 36 Tillägg till investeringsbudget". A secret one has none.
    #[must_use]
    pub fn matters(&self) -> Vec<String> {
        let secret = self.is_secret();
        let matter = |one: &ParagrafObject| {
            let title = if secret { String::new() } else { one_line(&plain(&inlines(&one.rubrik))) };
            format!("§ {} {title}", one.nummer).trim_end().to_owned()
        };
        self.paragrafer.iter().map(matter).collect()
    }

    /// Diarienummer of its §§, once each.
    #[must_use]
    pub fn diarienummer(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for number in self.paragrafer.iter().filter_map(|one| one.diarienummer.as_deref()).map(one_line) {
            if !all.contains(&number) {
                all.push(number);
            }
        }
        all
    }

    /// SHA-256 in groups of four, over two lines.
    #[must_use]
    pub fn grouped_hash(&self) -> String {
        grouped(&self.sha256)
    }

    /// Every string that a reader of the file can find: for [`crate::case::personnummer`].
    #[must_use]
    pub fn texts(&self) -> Vec<(String, String)> {
        let mut texts = vec![("protokollets huvud".to_owned(), strings(&self.huvud))];
        texts.extend(self.paragrafer.iter().map(|one| (format!("§ {}", one.nummer), strings(one))));
        texts
    }
}

fn object<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let object: T = serde_json::from_slice(bytes).ok()?;
    (canonical::bytes(&object) == bytes).then_some(object)
}

/// The strings of an object, as they stand and as they print.
fn strings(object: &impl Serialize) -> String {
    fn walk(value: &serde_json::Value, out: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => {
                let rendered = as_text(&blocks(text));
                out.extend((rendered != *text).then_some(rendered));
                out.push(text.clone());
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, out)),
            serde_json::Value::Object(fields) => {
                // A salt is 64 hexadecimal digits and says nothing.
                fields.iter().filter(|(key, _)| *key != "salt").for_each(|(_, value)| walk(value, out));
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
        }
    }
    let mut out = Vec::new();
    if let Ok(value) = serde_json::to_value(object) {
        walk(&value, &mut out);
    }
    out.join("\n\n")
}

/// A text such that it can stand in a heading, a header of mail or a line of a list: no control characters, no marks that
/// turn the direction of reading, no line ends.
#[must_use]
pub fn one_line(text: &str) -> String {
    let steers = |one: char| {
        one.is_control()
            || matches!(one, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
    };
    let calm: String = text.chars().map(|one| if steers(one) { ' ' } else { one }).collect();
    calm.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn no_extract(stem: &str) -> Diagnostic {
    Diagnostic::error("inte-bestyrkt", format!("{stem}.pdf är inget bestyrkt utdrag: bevisen saknas i filen"))
        .hint("bestyrk utdraget med utdrag bestyrk, och expediera filen som det kommandot skriver")
}
