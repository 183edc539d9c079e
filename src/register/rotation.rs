//! The log key is changed: an entry says from which to which, and the checkpoint that ends with it is signed by both, so
//! that whoever trusts the old key can go over to the new one. The log keeps its name (origin).

use super::note::{Keyring, PublicKey};
use super::{Handelse, Post};

/// Key of what an entry of [`Handelse::Nyckelbyte`] says: the vkey before.
const FORE: &str = "vkey-fore";
/// Key: the vkey from then on.
const EFTER: &str = "vkey-efter";

/// One change of key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Entries up to and with the one that says so.
    until: u64,
    before: PublicKey,
    after: PublicKey,
}

impl Change {
    /// As entry `place` tells it.
    pub(super) fn of(place: u64, post: &Post) -> Option<Self> {
        let key = |name: &str| PublicKey::read(post.uppgifter.get(name)?);
        Some(Self { until: place + 1, before: key(FORE)?, after: key(EFTER)? })
    }

    /// The changes that gave a log its keys, the oldest first.
    pub(super) fn all(keys: &Keyring) -> Vec<Self> {
        let after = keys.former.iter().skip(1).map(|(key, _)| key).chain([&keys.now]);
        let of = |((before, until), after): (&(PublicKey, u64), &PublicKey)| Self {
            until: *until,
            before: before.clone(),
            after: after.clone(),
        };
        keys.former.iter().zip(after).map(of).collect()
    }
}

/// The entry of a change; `post` says when, by whom and why.
pub(super) fn nyckelbyte(post: &Post, before: &PublicKey, after: &PublicKey) -> Post {
    let mut uppgifter = post.uppgifter.clone();
    uppgifter.insert(FORE.to_owned(), before.text());
    uppgifter.insert(EFTER.to_owned(), after.text());
    Post { handelse: Handelse::Nyckelbyte, uppgifter, ..post.clone() }
}
