//! Tells the other services the newest tree head, so that they keep it.
use kezhuan_auth::Caller;
use kezhuan_protocol::seal::v1::TreeHeadSealed;
use prost::Message as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{heads, message};
use crate::{Database, Error, Write};

/// The aggregate of these events: one log per service.
pub const AGGREGATE: &str = "tree_head";
/// They are of no tenant, and an event names one.
const TENANT: &str = "-";

/// Publishes the newest head unless it was published before; whether it was news.
pub async fn announce(database: &Database) -> Result<bool, Error> {
    let service = database.service();
    let caller = Caller::service(service, TENANT);
    database
        .write_as(&caller, move |write| {
            Box::pin(async move { published(write, service).await })
        })
        .await
}

async fn published(write: &mut Write, service: &'static str) -> Result<bool, Error> {
    let Some(newest) = heads::newest(write).await? else {
        return Ok(false);
    };
    let log = log_id(service);
    let last: Option<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT sequence, payload FROM outbox
          WHERE aggregate = $1 AND aggregate_id = $2 ORDER BY sequence DESC LIMIT 1",
    )
    .bind(AGGREGATE)
    .bind(log)
    .fetch_optional(&mut **write)
    .await?;
    let sequence = last.as_ref().map_or(1, |(sequence, _)| sequence + 1);
    let told = last.map(|(_, payload)| TreeHeadSealed::decode(payload.as_slice()));
    let told = told.transpose()?.and_then(|event| event.tree_head);
    if told.is_some_and(|told| told.number >= newest.number) {
        return Ok(false);
    }
    let event = TreeHeadSealed {
        service: service.to_owned(),
        tree_head: Some(message::tree_head(&newest)),
    };
    write.publish(AGGREGATE, log, sequence, &event);
    Ok(true)
}

/// A service's log has one id, the same for ever.
fn log_id(service: &str) -> Uuid {
    let digest = Sha256::new_with_prefix(b"kezhuan-log-v1\n")
        .chain_update(service)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
