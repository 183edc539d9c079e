//! The tree of RFC 9162 section 2.1, from the reader's side: a root from a leaf and its audit path.

use super::algorithm::sha256;

/// One hash.
pub(crate) type Hash = [u8; 32];

/// Leaf of an innehållsidentitet.
pub(crate) fn leaf(identity: &Hash) -> Hash {
    let mut bytes = vec![0];
    bytes.extend_from_slice(identity);
    sha256(&bytes)
}

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = vec![1];
    bytes.extend_from_slice(left);
    bytes.extend_from_slice(right);
    sha256(&bytes)
}

/// The root over all leaves; `None` over none.
pub(crate) fn tree(leaves: &[Hash]) -> Option<Hash> {
    match leaves {
        [] => None,
        [one] => Some(*one),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Some(node(&tree(left)?, &tree(right)?))
        }
    }
}

/// The root that leaf `index` of `count` leads to by `path`; `None` when the path has the wrong length.
/// RFC 9162 section 2.1.3.2.
pub(crate) fn root(leaf: Hash, index: u64, count: u64, path: &[Hash]) -> Option<Hash> {
    if index >= count {
        return None;
    }
    let (mut position, mut last) = (index, count - 1);
    let mut hash = leaf;
    for sibling in path {
        if last == 0 {
            return None;
        }
        if position & 1 == 1 || position == last {
            hash = node(sibling, &hash);
            if position & 1 == 0 {
                while position & 1 == 0 && position != 0 {
                    position >>= 1;
                    last >>= 1;
                }
            }
        } else {
            hash = node(&hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::{Hash, leaf, root};

    fn tree(leaves: &[Hash]) -> Hash {
        super::tree(leaves).expect("there are leaves")
    }

    fn path(leaves: &[Hash], index: usize) -> Vec<Hash> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let split = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(split);
        let (mut way, other) =
            if index < split { (path(left, index), tree(right)) } else { (path(right, index - split), tree(left)) };
        way.push(other);
        way
    }

    #[test]
    fn every_leaf_of_every_small_tree_leads_to_its_root_and_no_other_place() {
        for count in 1..20_u8 {
            let leaves: Vec<Hash> = (0..count).map(|one| leaf(&[one; 32])).collect();
            let expected = tree(&leaves);
            for (index, one) in leaves.iter().enumerate() {
                let way = path(&leaves, index);
                assert_eq!(root(*one, index as u64, u64::from(count), &way), Some(expected));
                assert_ne!(root(*one, index as u64 ^ 1, u64::from(count), &way).filter(|_| count > 1), Some(expected));
                assert_ne!(root(leaf(&[99; 32]), index as u64, u64::from(count), &way), Some(expected));
            }
        }
    }
}
