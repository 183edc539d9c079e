//! Merkle tree hash and audit paths of RFC 9162 section 2.1, over leaves that are innehållsidentiteter.

use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// Hash of one leaf: SHA-256(0x00 ‖ data).
#[must_use]
pub fn leaf(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// Hash of a node: SHA-256(0x01 ‖ left ‖ right).
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Root of the tree over `leaves` (leaf hashes, in order). No leaves: SHA-256 of nothing.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// Audit path of leaf `index`, from the leaf upwards (RFC 9162 2.1.3.1); `None` when there is no such leaf.
#[must_use]
pub fn path(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, sibling) =
        if index < at { (path(left, index)?, root(right)) } else { (path(right, index - at)?, root(left)) };
    path.push(sibling);
    Some(path)
}

/// The largest power of two that is smaller than `size` (at least 2).
fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::hex;

    /// The leaves of the test data that Certificate Transparency logs have used since RFC 6962.
    const DATA: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];

    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn leaves(count: usize) -> Vec<Hash> {
        DATA.iter().take(count).map(|data| leaf(data)).collect()
    }

    #[test]
    fn roots_of_one_to_eight_leaves_are_those_of_the_known_vectors() {
        for (at, expected) in ROOTS.iter().enumerate() {
            assert_eq!(hex(&root(&leaves(at + 1))), *expected, "{} leaves", at + 1);
        }
        assert_eq!(hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    /// RFC 9162 2.1.3.2, written apart from the code under test.
    fn root_by_path(index: usize, size: usize, start: Hash, path: &[Hash]) -> Option<Hash> {
        let (mut at, mut last, mut hash) = (index, size - 1, start);
        for sibling in path {
            if last == 0 {
                return None;
            }
            if at % 2 == 1 || at == last {
                hash = node(sibling, &hash);
                while at != 0 && at % 2 == 0 {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(&hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        (last == 0).then_some(hash)
    }

    #[test]
    fn every_audit_path_leads_to_the_root() {
        for size in 1..=8 {
            let leaves = leaves(size);
            for (index, start) in leaves.iter().enumerate() {
                let path = path(&leaves, index).unwrap();
                assert_eq!(root_by_path(index, size, *start, &path), Some(root(&leaves)), "leaf {index} of {size}");
            }
            assert_eq!(path(&leaves, size), None);
        }
    }
}
