//! A receipt: one row's place under a signed head, checkable without the database.
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{InclusionProof, RootHash};
use ed25519_dalek::VerifyingKey;
use sha2::Sha256;
use uuid::Uuid;

use super::TreeHead;
use crate::{Database, Error};

/// What a bank or an auditor is handed.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub service: String,
    pub head: TreeHead,
    pub leaf_index: i64,
    /// SHA-256 over the stored row.
    pub digest: Vec<u8>,
    /// The RFC 6962 audit path, 32 bytes each.
    pub proof: Vec<u8>,
}

impl Receipt {
    /// Whether `key` signed a head under which this row stands.
    pub fn holds(&self, key: &VerifyingKey) -> bool {
        let Ok(root) = <[u8; 32]>::try_from(self.head.root.as_slice()) else {
            return false;
        };
        let (Ok(size), Ok(index)) = (
            u64::try_from(self.head.size),
            u64::try_from(self.leaf_index),
        ) else {
            return false;
        };
        let Ok(proof) = InclusionProof::<Sha256>::try_from_bytes(self.proof.clone()) else {
            return false;
        };
        let root = RootHash::<Sha256>::new(sha2::digest::Output::<Sha256>::from(root), size);
        index < size
            && self.head.is_signed_by(&self.service, key)
            && root.verify_inclusion(&self.digest, index, &proof).is_ok()
    }
}

/// The receipt of a sealed row; `None` while it is not sealed.
pub async fn receipt(database: &Database, row_id: Uuid) -> Result<Option<Receipt>, Error> {
    let Some(head) = super::newest_head(database).await? else {
        return Ok(None);
    };
    let leaves: Vec<(i64, Uuid, Vec<u8>)> = database
        .relay_read(async |connection| {
            Ok::<_, Error>(
                sqlx::query_as(
                    "SELECT leaf_index, row_id, digest FROM leaf
                      WHERE leaf_index < $1 ORDER BY leaf_index",
                )
                .bind(head.size)
                .fetch_all(connection)
                .await?,
            )
        })
        .await?;
    let Some(at) = leaves.iter().position(|(_, id, _)| *id == row_id) else {
        return Ok(None);
    };
    let (leaf_index, digest) = (leaves[at].0, leaves[at].2.clone());
    let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    leaves
        .into_iter()
        .for_each(|(_, _, digest)| tree.push(digest));
    Ok(Some(Receipt {
        service: database.service().to_owned(),
        head,
        leaf_index,
        digest,
        proof: tree.prove_inclusion(at).as_bytes().to_vec(),
    }))
}
