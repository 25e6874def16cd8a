//! Which subtrees an RFC 6962 inclusion proof consists of, and how it is put together from the hashes of
//! leaves and of whole subtrees of 256, 65,536, … leaves. Pure.
use std::collections::{BTreeMap, BTreeSet};

use super::frontier::{Hash, join};

/// Between two levels whose hashes are kept.
pub(super) const STEP: u32 = 8;

/// A whole subtree: `1 << height` leaves from `start` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Subtree {
    start: u64,
    height: u32,
}

impl Subtree {
    /// The kept level below its root, and the places on it that it spans.
    fn places(self) -> (u32, std::ops::Range<u64>) {
        let level = self.height - self.height % STEP;
        let first = self.start >> level;
        (level, first..first + (1 << (self.height - level)))
    }
}

/// The way from one leaf to the root.
#[derive(Debug)]
pub(super) struct Path {
    /// What stands beside it on each step, lowest first: whole subtrees from left to right.
    siblings: Vec<Vec<Subtree>>,
}

impl Path {
    /// Of leaf `index` in a tree of `size` leaves; `None` when the tree has no such leaf.
    pub fn new(index: u64, size: u64) -> Option<Path> {
        let (mut start, mut length) = (0, size);
        if index >= size {
            return None;
        }
        let mut siblings = Vec::new();
        while length > 1 {
            let left = 1 << (length - 1).ilog2();
            if index < start + left {
                siblings.push(whole(start + left, length - left));
                length = left;
            } else {
                siblings.push(whole(start, left));
                (start, length) = (start + left, length - left);
            }
        }
        siblings.reverse();
        Some(Path { siblings })
    }

    /// Level → places whose hashes `proof` asks for; level 0 are the leaves.
    pub fn wanted(&self) -> BTreeMap<u32, BTreeSet<u64>> {
        let mut wanted: BTreeMap<u32, BTreeSet<u64>> = BTreeMap::new();
        for subtree in self.siblings.iter().flatten() {
            let (level, places) = subtree.places();
            wanted.entry(level).or_default().extend(places);
        }
        wanted
    }

    /// The proof, 32 bytes a step; `None` when a hash is missing.
    pub fn proof(&self, hash: impl Fn(u32, u64) -> Option<Hash>) -> Option<Vec<u8>> {
        let mut proof = Vec::with_capacity(self.siblings.len() * 32);
        for sibling in &self.siblings {
            let mut roots = Vec::with_capacity(sibling.len());
            for subtree in sibling {
                let (level, places) = subtree.places();
                let hashes: Option<Vec<Hash>> = places.map(|place| hash(level, place)).collect();
                roots.push(root_of_whole(hashes?)?);
            }
            let (last, before) = roots.split_last()?;
            let root = before
                .iter()
                .rev()
                .fold(*last, |right, left| join(left, &right));
            proof.extend_from_slice(&root);
        }
        Some(proof)
    }
}

/// The whole subtrees that `length` leaves from `start` on consist of, largest first.
fn whole(mut start: u64, length: u64) -> Vec<Subtree> {
    let heights = (0..u64::BITS)
        .rev()
        .filter(|height| length >> height & 1 == 1);
    heights
        .map(|height| {
            let subtree = Subtree { start, height };
            start += 1 << height;
            subtree
        })
        .collect()
}

/// The root above a power of two of hashes that stand side by side.
pub(super) fn root_of_whole(mut hashes: Vec<Hash>) -> Option<Hash> {
    while hashes.len() > 1 {
        let (pairs, rest) = hashes.as_chunks::<2>();
        if !rest.is_empty() {
            return None;
        }
        hashes = pairs
            .iter()
            .map(|[left, right]| join(left, right))
            .collect();
    }
    hashes.pop()
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use sha2::{Digest, Sha256};

    use super::super::frontier::of_leaf;
    use super::*;

    fn leaf(index: u64) -> Vec<u8> {
        Sha256::digest(index.to_be_bytes()).to_vec()
    }

    fn hash(level: u32, place: u64) -> Option<Hash> {
        let leaves = place << level..(place + 1) << level;
        root_of_whole(leaves.map(|index| of_leaf(&leaf(index))).collect())
    }

    #[test]
    fn proofs_are_those_of_the_whole_tree() {
        let mut whole = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        for size in 1..=600_u64 {
            whole.push(leaf(size - 1));
            // Every leaf of small trees; of larger ones those near edges of what is kept.
            let near = [0, 1, 127, 255, 256, 257, 511, 512, size / 2, size - 1];
            let indices: Vec<u64> = match size {
                ..=40 => (0..size).collect(),
                _ => near.into_iter().filter(|index| *index < size).collect(),
            };
            for index in indices {
                let proof = Path::new(index, size)
                    .and_then(|path| path.proof(hash))
                    .unwrap();
                let expected = whole.prove_inclusion(usize::try_from(index).unwrap());
                assert_eq!(proof, expected.as_bytes().to_vec(), "{index} of {size}");
            }
        }
        assert!(Path::new(3, 3).is_none());
        assert!(Path::new(0, 0).is_none());
    }

    #[test]
    fn a_tree_of_a_billion_leaves_takes_some_hundred_hashes() {
        let size = 1_000_000_000_u64;
        for index in [0, 1, 255, 77_777_777, size / 3, size - 2, size - 1] {
            let path = Path::new(index, size).unwrap();
            let wanted = path.wanted();
            let rows: usize = wanted.values().map(BTreeSet::len).sum();
            assert!(rows <= 4 * 510, "{index} takes {rows}");
            assert!(wanted.keys().all(|level| level % STEP == 0));
            assert!(path.siblings.len() <= 30);
        }
    }
}
