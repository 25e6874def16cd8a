//! Taking over what keeps rules from being asked: stops, and revoked keys. No package has to be fetched or
//! compiled for it, so it holds at once.
use std::sync::Arc;

use kezhuan_database::AuditEntry;
use kezhuan_protocol::rules::v1::rule_stop::Fallback;
use kezhuan_protocol::rules::v1::{RuleStop, SigningKey};
use kezhuan_rpc::Problem;
use uuid::Uuid;

use crate::entry::id_of;
use crate::store::{rule_entries, rule_revoked_keys, rule_stops};
use crate::{Adoption, Keeping};

/// One tenant's hook that its owner stopped, or resumed since.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Stop {
    pub tenant: String,
    pub hook: String,
    /// Missing once it is resumed.
    pub fallback: Option<String>,
    pub stopped_entry: Option<Uuid>,
    pub version: i64,
}

/// One tenant's key that was revoked.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RevokedKey {
    pub tenant: String,
    pub key_id: String,
    pub reason: String,
}

const TO_A_PERSON: &str = "MANUAL_QUEUE";

impl<K: Keeping> Adoption<K> {
    /// Takes a stop or its end over, and decides by it. An older one than is known changes nothing.
    pub async fn adopt_stop(&self, stop: &RuleStop) -> Result<(), K::Error> {
        self.keep_stop(stop).await?;
        self.rules.restrain().await
    }

    /// Takes a key's revocation over, and asks nothing any more that it signed.
    pub async fn adopt_revocation(&self, key: &SigningKey) -> Result<(), K::Error> {
        self.keep_revocation(key).await?;
        self.rules.restrain().await
    }

    pub(crate) async fn keep_stop(&self, stop: &RuleStop) -> Result<(), K::Error> {
        let (id, kept) = read(stop, K::DOMAIN)?;
        let caller = self.caller(&kept.tenant);
        let kept = Arc::new(kept);
        self.database
            .write_as(&caller, move |write| {
                let kept = kept.clone();
                Box::pin(async move {
                    if !rule_stops::adopt(write, &kept).await? {
                        return Ok(());
                    }
                    if kept.fallback.as_deref() != Some(TO_A_PERSON) {
                        rule_entries::answered_anew(write, &kept.tenant, &kept.hook).await?;
                    }
                    rule_entries::advance_epoch(write).await?;
                    write.audit(AuditEntry {
                        action: match kept.fallback {
                            Some(_) => "rule.stop_adopted",
                            None => "rule.resumption_adopted",
                        },
                        aggregate: "rule_stop",
                        aggregate_id: id,
                        version: kept.version,
                        detail: serde_json::json!({ "hook": kept.hook, "fallback": kept.fallback }),
                    });
                    Ok::<(), K::Error>(())
                })
            })
            .await
    }

    pub(crate) async fn keep_revocation(&self, key: &SigningKey) -> Result<(), K::Error> {
        let id = id_of(&key.name, "signingKeys/", K::DOMAIN)?;
        let caller = self.caller(&key.tenant);
        let kept = Arc::new(RevokedKey {
            tenant: key.tenant.clone(),
            key_id: key.key.clone(),
            reason: key.revoke_reason.clone(),
        });
        self.database
            .write_as(&caller, move |write| {
                let kept = kept.clone();
                Box::pin(async move {
                    if !rule_revoked_keys::adopt(write, &kept).await? {
                        return Ok(());
                    }
                    rule_entries::advance_epoch(write).await?;
                    write.audit(AuditEntry {
                        action: "key.revocation_adopted",
                        aggregate: "signing_key",
                        aggregate_id: id,
                        version: 1,
                        detail: serde_json::json!({ "key": kept.key_id, "reason": kept.reason }),
                    });
                    Ok::<(), K::Error>(())
                })
            })
            .await
    }
}

fn read(stop: &RuleStop, domain: &'static str) -> Result<(Uuid, Stop), Problem> {
    let id = id_of(&stop.name, "ruleStops/", domain)?;
    let fallback = match stop.fallback() {
        Fallback::Unspecified => None,
        Fallback::PreviousVersion => Some("PREVIOUS_VERSION"),
        Fallback::ManualQueue => Some(TO_A_PERSON),
    };
    let stopped_entry = match stop.stopped_entry.as_str() {
        "" => None,
        name => Some(id_of(name, "timelineEntries/", domain)?),
    };
    let stop = Stop {
        tenant: stop.tenant.clone(),
        hook: stop.hook.clone(),
        fallback: fallback.map(str::to_owned),
        stopped_entry,
        version: stop.version,
    };
    Ok((id, stop))
}
