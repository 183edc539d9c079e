//! Salts, innehållsidentiteter and the protokollrot of one meeting.

use hmac::{Hmac, Mac};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::canonical;
use super::merkle::{self, Hash};

/// The case's salt: 32 bytes that make the hash of a short secret § unguessable. Has no `Debug`.
#[derive(Clone)]
pub struct Salt([u8; 32]);

impl Salt {
    /// From 64 hexadecimal characters; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let value = |one: char| u8::try_from(one.to_digit(16)?).ok();
        let digits: Vec<u8> = text.chars().map(value).collect::<Option<_>>()?;
        let pairs: Vec<u8> =
            digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect();
        (text.len() == 64).then_some(pairs)?.try_into().ok().map(Self)
    }

    /// Salt of one leaf, 64 hex: HMAC-SHA256 with the case's salt as key. `number` is the §'s, 0 for leaf 0.
    ///
    /// # Panics
    /// Never: HMAC takes a key of any length.
    #[must_use]
    pub fn of_leaf(&self, number: u32) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(format!("utdrag-salt/1 {number}").as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}

/// SHA-256 of the canonical bytes.
#[must_use]
pub fn innehallsidentitet<T: Serialize>(object: &T) -> Hash {
    Sha256::digest(canonical::bytes(object)).into()
}

/// Root over the innehållsidentiteter of a meeting, leaf 0 first.
#[must_use]
pub fn protokollrot(identiteter: &[Hash]) -> Hash {
    merkle::root(&leaves(identiteter))
}

/// Audit path of leaf `index`: what `bevis.json` carries as `vag`.
#[must_use]
pub fn vag(identiteter: &[Hash], index: usize) -> Option<Vec<Hash>> {
    merkle::path(&leaves(identiteter), index)
}

fn leaves(identiteter: &[Hash]) -> Vec<Hash> {
    identiteter.iter().map(|one| merkle::leaf(one)).collect()
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Bytes from hexadecimal; `None` when it is none.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    // A number may have a sign before it; a byte may not.
    if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len() / 2).map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()).collect()
}

/// 64 hex as people compare them: sixteen groups of four.
#[must_use]
pub fn grouped(hex: &str) -> String {
    let characters: Vec<char> = hex.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{hex, unhex};

    #[test]
    fn hexadecimal_goes_both_ways_and_nothing_else_is() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        assert_eq!(unhex(""), Some(Vec::new()));
        for not in ["a", "abc", "+f", "-1", " 1", "0x", "åä", "gg"] {
            assert_eq!(unhex(not), None, "{not}");
        }
    }
}
