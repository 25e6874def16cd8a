//! What approving and revoking a key share: the key as the domain judges it, and its record.
use std::sync::{Arc, Mutex, PoisonError};

use kezhuan_auth::{Caller, Reach, Role};
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use prost::{Message, Name};

use super::shadow_step::end_with_key;
use super::{RulesApi, convert};
use crate::domain::signing_key::{Command, State, decide};
use crate::error::Error;
use crate::store;
use crate::store::signing_keys::KeyRow;

/// Whether the caller acts for the city in matters of keys.
pub fn is_city(caller: &Caller) -> bool {
    caller.reach() == Reach::City && caller.has(Role::CityStb)
}

/// A key that exists.
pub async fn found(api: &RulesApi, caller: &Caller, name: &str) -> Result<KeyRow, Error> {
    let id = convert::key_id(name)?;
    let row = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::signing_keys::get(connection, id).await?)
        })
        .await?;
    row.ok_or_else(|| Error::UnknownKey {
        name: name.to_owned(),
    })
}

/// The key after the command; its state and version are new, the rest is the caller's to fill in.
pub fn moved(row: KeyRow, command: Command) -> Result<KeyRow, Error> {
    let state = State::parse(&row.state).ok_or(Error::ChangedMeanwhile)?;
    Ok(KeyRow {
        state: decide(state, command)?.code().to_owned(),
        version: row.version + 1,
        ..row
    })
}

/// Writes a changed key with its record. With one that is revoked the shadows of its packages end, and are answered, too.
pub async fn save<E: Message + Name + 'static>(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    row: KeyRow,
    (action, event): (&'static str, fn(proto::SigningKey) -> E),
) -> Result<(proto::SigningKey, Vec<proto::Shadow>), Error> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let ends = told.clone();
    let key = api
        .database
        .write(caller, key, move |write: &mut Write| {
            let (row, ends) = (row.clone(), ends.clone());
            Box::pin(async move {
                if !store::signing_keys::save(write, &row).await? {
                    return Err(Error::ChangedMeanwhile);
                }
                let answer = convert::key(&row);
                tell(write, &row, action, &event(answer.clone()));
                if row.state == State::Revoked.code() {
                    let ended = end_with_key(write, &row).await?;
                    *ends.lock().unwrap_or_else(PoisonError::into_inner) = ended;
                }
                Ok(answer)
            })
        })
        .await?;
    let ended = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((key, ended))
}

/// What is recorded of a step, under the tenant whose key it is.
pub fn tell<E: Message + Name>(write: &mut Write, row: &KeyRow, action: &'static str, event: &E) {
    write.in_tenant(&row.tenant);
    write.audit(AuditEntry {
        action,
        aggregate: "signing_key",
        aggregate_id: row.id,
        version: row.version,
        detail: serde_json::json!({ "key": row.key_id, "reason": row.revoke_reason }),
    });
    write.publish("signing_key", row.id, row.version, event);
}
