//! The bilagor of the §§ of an extract, as the signed words bind them: title, file name, SHA-256. Which bytes they are is for
//! whoever has the files to find; what is sent has the hash that was signed, or is not sent.

use sha2::{Digest, Sha256};

use super::extract::{Extract, one_line};
use crate::document::text::{inlines, plain};
use crate::evidence::hex;

/// Part of a § that lists its bilagor.
const BILAGOR: &str = "bilagor";

/// A bilaga, as the § names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilaga {
    /// Its §.
    pub paragraf: u32,
    /// Its title, as printed.
    pub titel: String,
    /// What binds a file to it; nothing binds one that the § only names.
    pub bunden: Option<Bunden>,
}

/// A file, bound by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bunden {
    /// Its name, where the § gives one.
    pub namn: Option<String>,
    /// Its SHA-256, 64 lower-case hex.
    pub sha256: String,
}

impl Bunden {
    /// True of the very file.
    #[must_use]
    pub fn is(&self, bytes: &[u8]) -> bool {
        hex(&Sha256::digest(bytes)) == self.sha256
    }
}

/// A bilaga that goes with an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bifogad {
    /// Its §.
    pub paragraf: u32,
    /// Its title.
    pub titel: String,
    /// Its file name.
    pub namn: String,
    /// Its bytes, which are those that the § is bound to.
    pub bytes: Vec<u8>,
}

impl Bifogad {
    /// "Bilaga till § 36: Plankarta".
    #[must_use]
    pub fn what(&self) -> String {
        format!("Bilaga till § {}: {}", self.paragraf, self.titel)
    }
}

/// The bilagor of all §§, in order.
#[must_use]
pub fn bilagor(extract: &Extract) -> Vec<Bilaga> {
    let of = |one: &crate::evidence::ParagrafObject| {
        let parts = one.delar.iter().filter(|del| del.id == BILAGOR);
        parts.flat_map(|del| items(&del.text, one.nummer)).collect::<Vec<_>>()
    };
    extract.paragrafer.iter().flat_map(of).collect()
}

/// `- Titel\` and below it `` `namn`, SHA-256 `..` ``, as `document` writes them.
fn items(text: &str, paragraf: u32) -> Vec<Bilaga> {
    let mut found: Vec<Bilaga> = Vec::new();
    for line in text.lines() {
        if let Some(item) = line.strip_prefix("- ") {
            let titel = one_line(&plain(&inlines(item.trim_end_matches('\\'))));
            found.push(Bilaga { paragraf, titel, bunden: None });
        } else if let (Some(last), Some(bunden)) = (found.last_mut(), bound(line)) {
            last.bunden = Some(bunden);
        }
    }
    found
}

fn bound(line: &str) -> Option<Bunden> {
    let (before, after) = line.trim().rsplit_once("SHA-256 `")?;
    let sha256: String = after.trim_end_matches('`').chars().filter(|one| *one != ' ').collect();
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let namn = before.trim_start_matches('`').split_once('`').map(|(namn, _)| namn.to_owned());
    is_hash.then_some(Bunden { namn, sha256 })
}

/// MIME type by the ending of a name; what is not known is bytes.
#[must_use]
pub fn mime(namn: &str) -> &'static str {
    let end = namn.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    match end.as_str() {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "csv" => "text/csv; charset=utf-8",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bilagor_are_read_as_they_are_printed() {
        let hash = "ab12 ".repeat(16);
        let text = format!(
            "- Utan fil\n- *Taxa* 2026\\\n  `taxa.pdf`, SHA-256 `{}`\n- Äldre\\\n  SHA-256 `{}`\n- Trasig\\\n  SHA-256 `12`",
            hash.trim(),
            hash.trim()
        );
        let found = items(&text, 7);
        let bunden = |namn: Option<&str>| Some(Bunden { namn: namn.map(str::to_owned), sha256: "ab12".repeat(16) });
        let all: Vec<(&str, Option<Bunden>)> =
            found.iter().map(|one| (one.titel.as_str(), one.bunden.clone())).collect();
        let expected =
            [("Utan fil", None), ("Taxa 2026", bunden(Some("taxa.pdf"))), ("Äldre", bunden(None)), ("Trasig", None)];
        assert_eq!(all, expected);
        assert!(found.iter().all(|one| one.paragraf == 7));
    }
}
