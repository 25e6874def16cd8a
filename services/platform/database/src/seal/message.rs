//! Heads and receipts as messages, and heads back.
use chrono::{DateTime, Utc};
use kezhuan_protocol::seal::v1 as proto;
use prost_types::Timestamp;

use super::{Receipt, TreeHead};

/// A receipt as callers get it.
pub(super) fn receipt(receipt: &Receipt) -> proto::Receipt {
    proto::Receipt {
        service: receipt.service.clone(),
        row: format!("{}/{}", receipt.kind.collection(), receipt.row_id),
        row_digest: hex::encode(&receipt.digest),
        leaf_index: receipt.leaf_index,
        tree_head: Some(tree_head(&receipt.head)),
        inclusion_proof: receipt.proof.chunks(32).map(hex::encode).collect(),
    }
}

/// A head as callers and other services get it.
pub(super) fn tree_head(head: &TreeHead) -> proto::TreeHead {
    proto::TreeHead {
        number: head.number,
        size: head.size,
        root: hex::encode(&head.root),
        seal_time: Some(instant(head.sealed_at)),
        algorithm: head.algorithm.clone(),
        key_id: head.key_id.clone(),
        signature: hex::encode(&head.signature),
    }
}

/// The head that a message tells; `None` when it tells none.
pub(super) fn told(head: &proto::TreeHead) -> Option<TreeHead> {
    let at = head.seal_time?;
    Some(TreeHead {
        number: head.number,
        size: head.size,
        root: hex::decode(&head.root).ok()?,
        sealed_at: DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).ok()?)?,
        algorithm: head.algorithm.clone(),
        key_id: head.key_id.clone(),
        signature: hex::decode(&head.signature).ok()?,
    })
}

fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
