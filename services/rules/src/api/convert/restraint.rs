//! Keys and stops, and what they mean for the entries of a timeline.
use kezhuan_protocol::rules::v1 as proto;
use proto::rule_stop::Fallback as ToldFallback;
use proto::signing_key::State as ToldState;
use uuid::Uuid;

use super::timestamp;
use crate::domain::signing_key::State;
use crate::domain::stop::Fallback;
use crate::error::Error;
use crate::store::signing_keys::KeyRow;
use crate::store::stops::StopRow;

const PREFIX: &str = "signingKeys/";

/// The id a key's name holds.
pub fn key_id(name: &str) -> Result<Uuid, Error> {
    name.strip_prefix(PREFIX)
        .and_then(|id| Uuid::try_parse(id).ok())
        .ok_or_else(|| Error::UnknownKey {
            name: name.to_owned(),
        })
}

/// A key as people see it.
pub fn key(row: &KeyRow) -> proto::SigningKey {
    let state = match State::parse(&row.state) {
        Some(State::Registered) => ToldState::Registered,
        Some(State::Approved) => ToldState::Approved,
        Some(State::Revoked) => ToldState::Revoked,
        None => ToldState::Unspecified,
    };
    proto::SigningKey {
        name: format!("{PREFIX}{}", row.id),
        tenant: row.tenant.clone(),
        key: row.key_id.clone(),
        title: row.title.clone(),
        public_key: hex::encode(&row.public_key),
        state: state.into(),
        registered_by: row.registered_by.clone(),
        approved_by: row.approved_by.clone(),
        revoked_by: row.revoked_by.clone(),
        revoke_reason: row.revoke_reason.clone(),
        create_time: Some(timestamp(row.create_time)),
        approve_time: row.approve_time.map(timestamp),
        revoke_time: row.revoke_time.map(timestamp),
        deliveries: Vec::new(),
    }
}

/// A stop as people see it.
pub fn stop(row: &StopRow) -> proto::RuleStop {
    let fallback = match row.fallback.as_deref().and_then(Fallback::parse) {
        Some(Fallback::PreviousVersion) => ToldFallback::PreviousVersion,
        Some(Fallback::ManualQueue) => ToldFallback::ManualQueue,
        None => ToldFallback::Unspecified,
    };
    proto::RuleStop {
        name: format!("ruleStops/{}", row.id),
        tenant: row.tenant.clone(),
        hook: row.hook.clone(),
        fallback: fallback.into(),
        stopped_entry: row
            .stopped_entry
            .map(|entry| format!("timelineEntries/{entry}"))
            .unwrap_or_default(),
        reason: row.reason.clone(),
        changed_by: row.changed_by.clone(),
        change_time: Some(timestamp(row.change_time)),
        version: row.version,
        deliveries: Vec::new(),
    }
}

/// What restrains the entries of some timelines.
pub struct Restrained {
    pub revoked: Vec<KeyRow>,
    pub stops: Vec<StopRow>,
}

impl Restrained {
    /// The entry, with what keeps it from being asked.
    pub fn told(&self, entry: proto::TimelineEntry) -> proto::TimelineEntry {
        let problem = self.revocation(&entry).or_else(|| self.stopped(&entry));
        proto::TimelineEntry {
            problem: problem.unwrap_or_default(),
            ..entry
        }
    }

    fn revocation(&self, entry: &proto::TimelineEntry) -> Option<String> {
        // Another tenant's key may have the same id: whoever registers it bars nothing by it.
        let signed_it =
            |key: &&KeyRow| key.tenant == entry.package_owner && key.key_id == entry.key;
        let KeyRow {
            key_id,
            revoke_reason,
            ..
        } = self.revoked.iter().find(signed_it)?;
        Some(format!(
            "签名所用密钥 {key_id} 已被吊销：{revoke_reason} / its signing key {key_id} was revoked: {revoke_reason}"
        ))
    }

    fn stopped(&self, entry: &proto::TimelineEntry) -> Option<String> {
        let of_hook = |stop: &&StopRow| stop.tenant == entry.tenant && stop.hook == entry.hook;
        let row = self.stops.iter().find(of_hook)?;
        let reason = &row.reason;
        let approved_as = match entry.continues.as_str() {
            "" => &entry.name,
            _ => &entry.continues,
        };
        match row.fallback.as_deref().and_then(Fallback::parse)? {
            Fallback::ManualQueue => Some(format!(
                "已停用，转人工办理：{reason} / stopped, its cases go to a person: {reason}"
            )),
            Fallback::PreviousVersion if stop(row).stopped_entry == *approved_as => Some(format!(
                "已停用，由前一版本答复：{reason} / stopped, the version before answers: {reason}"
            )),
            Fallback::PreviousVersion => None,
        }
    }
}
