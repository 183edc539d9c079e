//! The tree of RFC 6962 over a growing list: every node is kept once, with the entry that completed it, so that a new entry
//! reads and writes a few hashes, and a proof in a log of a million reads about forty.

use crate::diag::Diagnostic;
use crate::evidence::merkle::{self, Hash};

/// Where complete nodes are read: node `place` of `level` covers the entries from `place << level` on, `1 << level` of them.
pub trait Nodes {
    /// One complete node.
    ///
    /// # Errors
    /// When it is not there.
    fn node(&self, level: u32, place: u64) -> Result<Hash, Diagnostic>;
}

/// What entry `index` completes, itself first: leaf, then a node for each trailing one of its place in binary.
///
/// # Errors
/// When an earlier node cannot be read.
pub fn completed(nodes: &dyn Nodes, index: u64, leaf: Hash) -> Result<Vec<Hash>, Diagnostic> {
    let mut done = vec![leaf];
    let (mut hash, mut level) = (leaf, 0);
    while (index >> level) & 1 == 1 {
        hash = merkle::node(&nodes.node(level, (index >> level) - 1)?, &hash);
        done.push(hash);
        level += 1;
    }
    Ok(done)
}

/// The entry that completes a node, and the node's place among what it completes.
#[must_use]
pub fn kept_at(level: u32, place: u64) -> (u64, usize) {
    (((place + 1) << level) - 1, level as usize)
}

/// The root over the first `size` entries.
///
/// # Errors
/// When a node cannot be read.
pub fn root(nodes: &dyn Nodes, size: u64) -> Result<Hash, Diagnostic> {
    if size == 0 { Ok(merkle::root(&[])) } else { range(nodes, 0, size) }
}

/// The audit path of entry `index` among the first `size`, from the leaf upwards (RFC 6962 2.1.1). `index` is below `size`.
///
/// # Errors
/// When a node cannot be read.
pub fn path(nodes: &dyn Nodes, index: u64, size: u64) -> Result<Vec<Hash>, Diagnostic> {
    let (mut first, mut end) = (0, size);
    let mut path = Vec::new();
    while end - first > 1 {
        let middle = first + split(end - first);
        if index < middle {
            path.push(range(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(range(nodes, first, middle)?);
            first = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// That the first `old` entries of `new` are those they were (RFC 6962 2.1.2). `old` is from 1 to `new`.
///
/// # Errors
/// When a node cannot be read.
pub fn consistency(nodes: &dyn Nodes, old: u64, new: u64) -> Result<Vec<Hash>, Diagnostic> {
    let (mut first, mut end) = (0, new);
    let mut proof = Vec::new();
    while old < end {
        let middle = first + split(end - first);
        if old <= middle {
            proof.push(range(nodes, middle, end)?);
            end = middle;
        } else {
            proof.push(range(nodes, first, middle)?);
            first = middle;
        }
    }
    if first > 0 {
        proof.push(range(nodes, first, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Hash over the entries from `first` to before `end`: a place of the tree where `first` is a multiple of what it covers.
fn range(nodes: &dyn Nodes, first: u64, end: u64) -> Result<Hash, Diagnostic> {
    let count = end - first;
    if count.is_power_of_two() {
        let level = count.trailing_zeros();
        return nodes.node(level, first >> level);
    }
    let middle = first + split(count);
    Ok(merkle::node(&range(nodes, first, middle)?, &range(nodes, middle, end)?))
}

/// The largest power of two that is smaller than `count` (at least 2).
fn split(count: u64) -> u64 {
    count.next_power_of_two() / 2
}

/// True when the proof shows that the tree of `new` entries begins with that of `old` (RFC 9162 2.1.4.2).
#[must_use]
pub fn continues(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    if old.0 == 0 || old.0 >= new.0 {
        return proof.is_empty() && (old.0 == 0 || (old.0 == new.0 && old.1 == new.1));
    }
    let (mut place, mut last) = (old.0 - 1, new.0 - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    let mut proof = proof.iter();
    let first = if old.0.is_power_of_two() { Some(old.1) } else { proof.next() };
    let Some(first) = first else { return false };
    let (mut before, mut after) = (*first, *first);
    for hash in proof {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            before = merkle::node(hash, &before);
            after = merkle::node(hash, &after);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            after = merkle::node(&after, hash);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && before == *old.1 && after == *new.1
}
