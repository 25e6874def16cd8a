//! An RFC 6962 tree that only grows: its root from the few subtrees on its right edge, so that
//! sealing needs neither the leaves nor memory for them.
use sha2::{Digest, Sha256};

pub(crate) type Hash = [u8; 32];

/// The complete subtrees that make up the tree, largest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier stored with a tree head; `None` when it can't belong to `size` leaves.
    pub fn restore(size: u64, stored: &[u8]) -> Option<Self> {
        let (peaks, rest) = stored.as_chunks::<32>();
        let fits = rest.is_empty() && peaks.len() == size.count_ones() as usize;
        fits.then(|| Self {
            size,
            peaks: peaks.to_vec(),
        })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        self.peaks.concat()
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends one leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        self.push_telling(leaf, |_, _| {});
    }

    /// The same, told the height and the hash of each subtree that the leaf completes.
    pub fn push_telling(&mut self, leaf: &[u8], mut completed: impl FnMut(u32, &Hash)) {
        let mut node = of_leaf(leaf);
        // Each set low bit of the size is a subtree as large as `node`: they join.
        for height in 1..=self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = join(&left, &node);
            }
            completed(height, &node);
        }
        self.peaks.push(node);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => Sha256::digest([]).into(),
            Some(last) => peaks.fold(*last, |right, left| join(left, &right)),
        }
    }
}

/// The hash of a leaf.
pub(crate) fn of_leaf(leaf: &[u8]) -> Hash {
    Sha256::new_with_prefix([0])
        .chain_update(leaf)
        .finalize()
        .into()
}

/// The hash of a node above two others.
pub(crate) fn join(left: &Hash, right: &Hash) -> Hash {
    Sha256::new_with_prefix([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct_merkle::mem_backed_tree::MemoryBackedTree;

    #[test]
    fn roots_are_those_of_the_whole_tree() {
        let mut whole = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        let mut frontier = Frontier::default();
        for leaf in 0..300_u64 {
            let leaf = Sha256::digest(leaf.to_be_bytes()).to_vec();
            frontier.push(&leaf);
            whole.push(leaf);
            assert_eq!(
                frontier.root().as_slice(),
                whole.root().as_bytes().as_slice()
            );
            let restored = Frontier::restore(frontier.size(), &frontier.to_bytes());
            assert_eq!(restored.as_ref(), Some(&frontier));
        }
        assert_eq!(Frontier::restore(3, &frontier.to_bytes()), None);
    }
}
