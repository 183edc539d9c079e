//! What of an entry is hashed (`utdrag-post/1`): its canonical bytes with a salt, so that what a leaf says cannot be guessed
//! from its hash, and can be taken out of the register (gallring) while every proof still holds.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Fil, Handelse, Lopnummer, Post};
use crate::diag::Diagnostic;
use crate::evidence::merkle::Hash;
use crate::evidence::{canonical, merkle};
pub use crate::evidence::{hex, unhex};

/// The format's name.
pub const FORMAT: &str = "utdrag-post/1";

/// Length of a salt in hex digits: 128 bits.
const SALT: usize = 32;

/// An entry as it is hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The entry's place, from 0.
    pub post: u64,
    /// 32 hex digits of chance.
    pub salt: String,
    /// What the entry says.
    pub innehall: Post,
}

/// The keys in the order of RFC 8785, which for these is that of the alphabet; values are strings, integers and lists, so
/// that what serde writes is canonical.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Canonical<'a> {
    #[serde(default, skip_serializing_if = "<[Fil]>::is_empty")]
    filer: Cow<'a, [Fil]>,
    format: Cow<'a, str>,
    handelse: Handelse,
    handling: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lopnummer: Option<Number<'a>>,
    nar: Timestamp,
    organ: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "<[u32]>::is_empty")]
    paragrafer: Cow<'a, [u32]>,
    post: u64,
    salt: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sammantrade: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    uppgifter: Cow<'a, BTreeMap<String, String>>,
    vem: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Number<'a> {
    ar: i16,
    nummer: u32,
    organ: Cow<'a, str>,
}

impl Leaf {
    /// A leaf with a salt of its own; strings in NFC, the time to the second.
    ///
    /// # Errors
    /// When the operating system has no chance to give, or a key is not in ASCII.
    pub fn new(index: u64, post: &Post) -> Result<Self, Diagnostic> {
        let mut chance = [0_u8; SALT / 2];
        getrandom::fill(&mut chance).map_err(|error| {
            Diagnostic::error("slump-saknas", format!("datorn kunde inte ge slumptal till registret: {error}"))
        })?;
        if let Some(key) = post.uppgifter.keys().find(|key| !key.is_ascii()) {
            return Err(Diagnostic::error(
                "uppgift-nyckel",
                format!("uppgiften \"{key}\" har ett namn med andra tecken än ASCII"),
            ));
        }
        let mut innehall: Post = canonical::normalized(post);
        innehall.nar = Timestamp::from_second(post.nar.as_second()).unwrap_or(post.nar);
        Ok(Self { post: index, salt: hex(&chance), innehall })
    }

    /// The RFC 8785 bytes that are hashed.
    ///
    /// # Panics
    /// Never: strings, integers and lists are JSON.
    #[must_use]
    pub fn text(&self) -> String {
        let said = &self.innehall;
        let number = |one: &'_ Lopnummer| Number { ar: one.ar, nummer: one.nummer, organ: one.organ.clone().into() };
        let canonical = Canonical {
            filer: said.filer.as_slice().into(),
            format: FORMAT.into(),
            handelse: said.handelse,
            handling: said.handling.as_str().into(),
            lopnummer: said.lopnummer.as_ref().map(number),
            nar: said.nar,
            organ: said.organ.as_str().into(),
            paragrafer: said.paragrafer.as_slice().into(),
            post: self.post,
            salt: self.salt.as_str().into(),
            sammantrade: said.sammantrade.as_deref().map(Cow::from),
            uppgifter: Cow::Borrowed(&said.uppgifter),
            vem: said.vem.as_str().into(),
        };
        serde_json::to_string(&canonical).expect("strings, integers and lists are JSON")
    }

    /// Reads a leaf; `None` when it is none of this format, or is not written canonically.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let read: Canonical<'_> = serde_json::from_str(text).ok()?;
        if read.format != FORMAT || read.salt.len() != SALT {
            return None;
        }
        let number = |one: Number<'_>| Lopnummer { organ: one.organ.into_owned(), ar: one.ar, nummer: one.nummer };
        let leaf = Self {
            post: read.post,
            salt: read.salt.into_owned(),
            innehall: Post {
                handelse: read.handelse,
                nar: read.nar,
                vem: read.vem.into_owned(),
                organ: read.organ.into_owned(),
                sammantrade: read.sammantrade.map(Cow::into_owned),
                paragrafer: read.paragrafer.into_owned(),
                lopnummer: read.lopnummer.map(number),
                handling: read.handling.into_owned(),
                filer: read.filer.into_owned(),
                uppgifter: read.uppgifter.into_owned(),
            },
        };
        (leaf.text() == text).then_some(leaf)
    }
}

/// SHA-256.
#[must_use]
pub fn digest(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The identity of an entry: SHA-256 of its canonical bytes.
#[must_use]
pub fn identity(text: &str) -> Hash {
    Sha256::digest(text.as_bytes()).into()
}

/// Hash of the leaf in the tree: SHA-256(0x00 ‖ identity).
#[must_use]
pub fn hash(identity: &Hash) -> Hash {
    merkle::leaf(identity)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post() -> Post {
        Post {
            handelse: Handelse::Bestyrkt,
            nar: "2026-03-18T11:00:00.25Z".parse().unwrap(),
            vem: "A\u{30a}sa \"Renvide\"\u{1f}\n\u{7f}/".to_owned(),
            organ: "rs".to_owned(),
            sammantrade: Some("2026-03-11".to_owned()),
            paragrafer: vec![36, 37],
            lopnummer: Some(Lopnummer { organ: "rs".to_owned(), ar: 2026, nummer: 17 }),
            handling: "rs-2026-03-11-p36-utdrag".to_owned(),
            filer: vec![Fil { namn: "a.pdf".to_owned(), sha256: "ab".repeat(32) }],
            uppgifter: [("skal".to_owned(), "öppet".to_owned())].into(),
        }
    }

    #[test]
    fn what_is_written_is_canonical_and_reads_back() {
        for post in [post(), Post { lopnummer: None, filer: Vec::new(), sammantrade: None, ..post() }] {
            let leaf = Leaf::new(41, &post).unwrap();
            let text = leaf.text();
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(canonical::bytes(&value), text.as_bytes(), "RFC 8785");
            assert_eq!(Leaf::read(&text), Some(leaf));
            assert!(text.contains("Åsa"), "NFC: {text}");
        }
    }

    #[test]
    fn what_is_not_canonical_is_not_read() {
        let text = Leaf::new(0, &post()).unwrap().text();
        for other in
            [text.replace(',', ", "), text.replace("Å", "\\u00c5"), text.replace("utdrag-post/1", "utdrag-post/2")]
        {
            assert_ne!(other, text);
            assert_eq!(Leaf::read(&other), None, "{other}");
        }
    }
}
