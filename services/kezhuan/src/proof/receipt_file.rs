//! A receipt as one JSON file: a row's digest and its way to a tree head that the service signed.
use anyhow::Context;
use chrono::{DateTime, Utc};
use kezhuan_database::seal::{Receipt, RowKind, TreeHead};
use kezhuan_protocol::seal::v1 as seal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the member `format` says.
pub const FORMAT: &str = "kezhuan.receipt/1";

/// Members in the order they are written; hashes and signatures in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptFile {
    pub format: String,
    /// Whose log it is.
    pub service: String,
    /// `decisions/{uuid}` or `auditEntries/{uuid}`
    pub row: String,
    /// SHA-256 over the stored row.
    pub row_digest: String,
    /// From 0.
    pub leaf_index: i64,
    pub tree_head: HeadPart,
    /// RFC 6962, the leaf's neighbour first.
    pub inclusion_proof: Vec<String>,
}

/// What the service promised and signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadPart {
    pub number: i64,
    pub size: i64,
    pub root: String,
    /// To the microsecond.
    pub sealed_at: DateTime<Utc>,
    pub algorithm: String,
    /// The public key to check it with: the first 8 bytes of the key.
    pub key_id: String,
    pub signature: String,
}

impl ReceiptFile {
    /// The file of a receipt as its service gave it.
    pub fn of(receipt: seal::Receipt) -> anyhow::Result<ReceiptFile> {
        let head = receipt.tree_head.context("the service gave no tree head")?;
        let at = head.seal_time.context("the service gave no time")?;
        let nanos = u32::try_from(at.nanos).unwrap_or_default();
        Ok(ReceiptFile {
            format: FORMAT.to_owned(),
            service: receipt.service,
            row: receipt.row,
            row_digest: receipt.row_digest,
            leaf_index: receipt.leaf_index,
            tree_head: HeadPart {
                number: head.number,
                size: head.size,
                root: head.root,
                sealed_at: DateTime::from_timestamp(at.seconds, nanos)
                    .context("the service gave an impossible time")?,
                algorithm: head.algorithm,
                key_id: head.key_id,
                signature: head.signature,
            },
            inclusion_proof: receipt.inclusion_proof,
        })
    }

    /// The row it is about.
    pub fn row(&self) -> anyhow::Result<(RowKind, Uuid)> {
        let parts = self.row.split_once('/');
        let row = parts.and_then(|(collection, id)| {
            Some((RowKind::of_collection(collection)?, id.parse().ok()?))
        });
        row.with_context(|| {
            format!(
                "row `{}` is neither decisions/{{uuid}} nor auditEntries/{{uuid}}",
                self.row
            )
        })
    }

    /// The receipt that can be checked.
    pub fn receipt(&self) -> anyhow::Result<Receipt> {
        let (kind, row_id) = self.row()?;
        let head = &self.tree_head;
        let mut proof = Vec::with_capacity(self.inclusion_proof.len() * 32);
        for (at, hash) in self.inclusion_proof.iter().enumerate() {
            proof.extend(hash_of(&format!("inclusion_proof[{at}]"), hash)?);
        }
        Ok(Receipt {
            service: self.service.clone(),
            kind,
            row_id,
            digest: hash_of("row_digest", &self.row_digest)?,
            leaf_index: self.leaf_index,
            head: TreeHead {
                number: head.number,
                size: head.size,
                root: hash_of("tree_head.root", &head.root)?,
                sealed_at: head.sealed_at,
                algorithm: head.algorithm.clone(),
                key_id: head.key_id.clone(),
                signature: hex::decode(&head.signature).context("tree_head.signature is no hex")?,
            },
            proof,
        })
    }

    /// The file's text.
    pub fn to_text(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

fn hash_of(member: &str, text: &str) -> anyhow::Result<Vec<u8>> {
    let bytes = hex::decode(text).ok().filter(|bytes| bytes.len() == 32);
    bytes.with_context(|| format!("{member} is not 64 hex digits"))
}
