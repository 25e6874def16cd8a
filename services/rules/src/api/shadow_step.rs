//! What ends a shadow, whoever or whatever does: the shadow as the domain judges it, and its record.
use chrono::{SubsecRound, Utc};
use kezhuan_database::{AuditEntry, Write};
use kezhuan_protocol::rules::v1 as proto;

use super::convert;
use crate::domain::shadow::{Command, State, decide};
use crate::error::Error;
use crate::store;
use crate::store::shadows::ShadowRow;
use crate::store::signing_keys::KeyRow;
use crate::store::timeline::EntryRow;

/// Ends one in this write. Services are told of it after the commit.
pub async fn end(
    write: &mut Write,
    row: ShadowRow,
    command: Command,
    (by, reason): (&str, &str),
) -> Result<proto::Shadow, Error> {
    let state = State::parse(&row.state).ok_or(Error::ChangedMeanwhile)?;
    let row = ShadowRow {
        state: decide(state, command)?.code().to_owned(),
        ended_by: by.to_owned(),
        ended_reason: reason.to_owned(),
        end_time: Some(Utc::now().trunc_subsecs(6)),
        version: row.version + 1,
        ..row
    };
    if !store::shadows::save(write, &row).await? {
        return Err(Error::ChangedMeanwhile);
    }
    let shadow = convert::shadow(&row);
    tell(write, &row, "shadow.ended");
    let ended = proto::ShadowEnded {
        shadow: Some(shadow.clone()),
    };
    write.publish("shadow", row.id, row.version, &ended);
    Ok(shadow)
}

/// Ends those that ask packages of a key that is revoked, in the write that revokes it.
pub async fn end_with_key(write: &mut Write, key: &KeyRow) -> Result<Vec<proto::Shadow>, Error> {
    let mut ended = Vec::new();
    for row in store::shadows::running_of_key(write, &key.tenant, &key.key_id).await? {
        let why = (key.revoked_by.as_str(), key.revoke_reason.as_str());
        ended.push(end(write, row, Command::RevokeKey, why).await?);
    }
    Ok(ended)
}

/// Ends the one that tries what has come into the timeline, in the same write.
pub async fn end_with_activation(
    write: &mut Write,
    entry: &EntryRow,
    by: &str,
) -> Result<Option<proto::Shadow>, Error> {
    let which = (entry.tenant.as_str(), entry.hook.as_str());
    let what = (&entry.package_digest[..], entry.settings_digest.as_str());
    let latest = store::shadows::trying(write, which, what).await?;
    let Some(row) = latest.filter(|row| row.state == State::Running.code()) else {
        return Ok(None);
    };
    let reason = format!("timelineEntries/{}: {}", entry.id, entry.reason);
    Ok(Some(
        end(write, row, Command::Activate, (by, &reason)).await?,
    ))
}

/// The audit's word of a step.
pub fn tell(write: &mut Write, row: &ShadowRow, action: &'static str) {
    write.audit(AuditEntry {
        action,
        aggregate: "shadow",
        aggregate_id: row.id,
        version: row.version,
        detail: serde_json::json!({
            "hook": row.hook, "package": hex::encode(&row.package_digest), "state": row.state,
            "reason": row.reason, "ended_reason": row.ended_reason,
        }),
    });
}
