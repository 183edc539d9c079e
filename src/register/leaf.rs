//! What of an entry is hashed (`utdrag-post/1`): its canonical bytes with a salt, so that what a leaf says cannot be guessed
//! from its hash, and can be taken out of the register (gallring) while every proof still holds.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Post;
use crate::diag::Diagnostic;
use crate::evidence::merkle::Hash;
use crate::evidence::{canonical, merkle};

/// The format's name.
pub const FORMAT: &str = "utdrag-post/1";

/// Length of a salt in hex digits: 128 bits.
const SALT: usize = 32;

/// An entry as it is hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// [`FORMAT`].
    pub format: String,
    /// The entry's place, from 0.
    pub post: u64,
    /// 32 hex digits of chance.
    pub salt: String,
    /// What the entry says.
    #[serde(flatten)]
    pub innehall: Post,
}

impl Leaf {
    /// A leaf with a salt of its own; strings in NFC, the time to the second.
    ///
    /// # Errors
    /// When the operating system has no chance to give.
    pub fn new(index: u64, post: &Post) -> Result<Self, Diagnostic> {
        let mut chance = [0_u8; SALT / 2];
        getrandom::fill(&mut chance).map_err(|error| {
            Diagnostic::error("slump-saknas", format!("datorn kunde inte ge slumptal till registret: {error}"))
        })?;
        Ok(Self { format: FORMAT.to_owned(), post: index, salt: hex(&chance), innehall: canonical::normalized(post) })
    }

    /// The RFC 8785 bytes that are hashed.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8(canonical::bytes(self)).expect("JSON is UTF-8")
    }

    /// Reads a leaf; `None` when it is none of this format, or is not written canonically.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let leaf: Self = serde_json::from_str(text).ok()?;
        (leaf.format == FORMAT && leaf.salt.len() == SALT && leaf.text() == text).then_some(leaf)
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

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    crate::evidence::hex(bytes)
}

/// Bytes from hex; `None` when it is none.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len() / 2).map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()).collect()
}
