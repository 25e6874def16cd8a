//! Taking over what keeps rules from being asked: stops, and revoked keys. No package has to be fetched or
//! compiled for it, so it holds at once.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::AuditEntry;
use kezhuan_protocol::rules::v1::rule_stop::Fallback;
use kezhuan_protocol::rules::v1::{RuleStop, SigningKey};
use uuid::Uuid;

use super::{Adoption, id_of};
use crate::error::Error;
use crate::store::rule_entries;
use crate::store::rule_revoked_keys::{self, RevokedKeyRow};
use crate::store::rule_stops::{self, StopRow};

impl Adoption {
    /// Takes a stop or its end over, and decides by it. An older one than is known changes nothing.
    pub async fn adopt_stop(&self, stop: &RuleStop) -> Result<(), Error> {
        self.keep_stop(stop).await?;
        self.rules.restrain().await
    }

    /// Takes a key's revocation over, and asks nothing any more that it signed.
    pub async fn adopt_revocation(&self, key: &SigningKey) -> Result<(), Error> {
        self.keep_revocation(key).await?;
        self.rules.restrain().await
    }

    pub(super) async fn keep_stop(&self, stop: &RuleStop) -> Result<(), Error> {
        let (id, row) = stop_row(stop)?;
        let caller = Caller::service(crate::NAME, &row.tenant);
        let row = Arc::new(row);
        self.database
            .write_as(&caller, move |write| {
                let row = row.clone();
                Box::pin(async move {
                    if !rule_stops::adopt(write, &row).await? {
                        return Ok(());
                    }
                    if row.fallback.as_deref() != Some("MANUAL_QUEUE") {
                        rule_entries::answered_anew(write, &row.tenant, &row.hook).await?;
                    }
                    rule_entries::advance_epoch(write).await?;
                    write.audit(AuditEntry {
                        action: match row.fallback {
                            Some(_) => "rule.stop_adopted",
                            None => "rule.resumption_adopted",
                        },
                        aggregate: "rule_stop",
                        aggregate_id: id,
                        version: row.version,
                        detail: serde_json::json!({ "hook": row.hook, "fallback": row.fallback }),
                    });
                    Ok::<(), Error>(())
                })
            })
            .await
    }

    pub(super) async fn keep_revocation(&self, key: &SigningKey) -> Result<(), Error> {
        let id = id_of(&key.name, "signingKeys/")?;
        let caller = Caller::service(crate::NAME, &key.tenant);
        let row = Arc::new(RevokedKeyRow {
            tenant: key.tenant.clone(),
            key_id: key.key.clone(),
            reason: key.revoke_reason.clone(),
        });
        self.database
            .write_as(&caller, move |write| {
                let row = row.clone();
                Box::pin(async move {
                    if !rule_revoked_keys::adopt(write, &row).await? {
                        return Ok(());
                    }
                    rule_entries::advance_epoch(write).await?;
                    write.audit(AuditEntry {
                        action: "key.revocation_adopted",
                        aggregate: "signing_key",
                        aggregate_id: id,
                        version: 1,
                        detail: serde_json::json!({ "key": row.key_id, "reason": row.reason }),
                    });
                    Ok::<(), Error>(())
                })
            })
            .await
    }
}

fn stop_row(stop: &RuleStop) -> Result<(Uuid, StopRow), Error> {
    let id = id_of(&stop.name, "ruleStops/")?;
    let fallback = match stop.fallback() {
        Fallback::Unspecified => None,
        Fallback::PreviousVersion => Some("PREVIOUS_VERSION"),
        Fallback::ManualQueue => Some("MANUAL_QUEUE"),
    };
    let stopped_entry = match stop.stopped_entry.is_empty() {
        true => None,
        false => Some(id_of(&stop.stopped_entry, "timelineEntries/")?),
    };
    let row = StopRow {
        tenant: stop.tenant.clone(),
        hook: stop.hook.clone(),
        fallback: fallback.map(str::to_owned),
        stopped_entry,
        version: stop.version,
    };
    Ok((id, row))
}
