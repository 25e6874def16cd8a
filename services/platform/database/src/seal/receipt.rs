//! A receipt: one row's place under a signed head, checkable without the database.
use ct_merkle::{InclusionProof, RootHash};
use ed25519_dalek::VerifyingKey;
use sha2::Sha256;
use sqlx::PgConnection;
use uuid::Uuid;

use super::digest::RowKind;
use super::head::{self, TreeHead};
use super::nodes;
use crate::Error;

/// What a bank or an auditor is handed.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub service: String,
    pub kind: RowKind,
    pub row_id: Uuid,
    /// SHA-256 over the stored row.
    pub digest: Vec<u8>,
    pub leaf_index: i64,
    pub head: TreeHead,
    /// The RFC 6962 audit path, 32 bytes each.
    pub proof: Vec<u8>,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("its tree head names algorithm {0}; this build checks {known}", known = head::ALGORITHM)]
    Algorithm(String),
    #[error("its tree head is signed with key {named}, the key given is {given}")]
    OtherKey { named: String, given: String },
    #[error(
        "the signature of tree head {0} is not the key's: the head, or the service's name, was altered"
    )]
    Signature(i64),
    #[error(
        "the proof does not lead from the row's digest to the root of tree head {0}: digest, place or proof was altered"
    )]
    Proof(i64),
}

impl Receipt {
    /// Whether `key` signed a head under which this row stands, and what is wrong if not.
    pub fn check(&self, key: &VerifyingKey) -> Result<(), Broken> {
        let TreeHead {
            number,
            algorithm,
            key_id,
            ..
        } = &self.head;
        if algorithm != head::ALGORITHM {
            return Err(Broken::Algorithm(algorithm.clone()));
        }
        let given = head::key_id(key);
        if *key_id != given {
            let named = key_id.clone();
            return Err(Broken::OtherKey { named, given });
        }
        if !self.head.is_signed_by(&self.service, key) {
            return Err(Broken::Signature(*number));
        }
        match self.leads_to_root() {
            true => Ok(()),
            false => Err(Broken::Proof(*number)),
        }
    }

    /// Whether digest, place and proof give the head's root; says nothing of who signed it.
    pub fn leads_to_root(&self) -> bool {
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
        index < size && root.verify_inclusion(&self.digest, index, &proof).is_ok()
    }
}

#[derive(sqlx::FromRow)]
struct Leaf {
    leaf_index: i64,
    kind: i16,
    digest: Vec<u8>,
}

/// The receipt of a sealed row under the newest head; `None` while it is not sealed. Reads some hundred
/// rows, however long the log is.
pub async fn receipt(
    connection: &mut PgConnection,
    service: &str,
    row_id: Uuid,
) -> Result<Option<Receipt>, Error> {
    let leaf: Option<Leaf> =
        sqlx::query_as("SELECT leaf_index, kind, digest FROM leaf WHERE row_id = $1")
            .bind(row_id)
            .fetch_optional(&mut *connection)
            .await?;
    // The head is read after the leaf, so it is none of before the leaf was there.
    let head = super::heads::newest(connection).await?;
    let (Some(leaf), Some(head)) = (leaf, head) else {
        return Ok(None);
    };
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    let (index, size) = (number(leaf.leaf_index), number(head.size));
    let receipt = Receipt {
        service: service.to_owned(),
        kind: RowKind::of(leaf.kind).ok_or(Error::LogBroken(index))?,
        row_id,
        digest: leaf.digest,
        leaf_index: leaf.leaf_index,
        proof: nodes::proof(connection, index, size).await?,
        head,
    };
    // Nobody is handed a receipt that does not hold because something stored was altered.
    match receipt.leads_to_root() {
        true => Ok(Some(receipt)),
        false => Err(Error::LogBroken(index)),
    }
}
