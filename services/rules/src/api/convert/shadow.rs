//! Shadows, and what is told of them beside a proposed entry.
use kezhuan_protocol::replay::v1::ShadowLedger;
use kezhuan_protocol::rules::v1 as proto;
use prost::Message;
use proto::shadow::{EndCause, State as Told};
use uuid::Uuid;

use super::{name, timestamp};
use crate::domain::shadow::{Cause, State};
use crate::error::Error;
use crate::store::activation_shadows::ActivationShadowRow;
use crate::store::shadows::ShadowRow;

const PREFIX: &str = "shadows/";

/// The id a shadow's name holds.
pub fn shadow_id(name: &str) -> Result<Uuid, Error> {
    name.strip_prefix(PREFIX)
        .and_then(|id| Uuid::try_parse(id).ok())
        .ok_or_else(|| Error::UnknownShadow {
            name: name.to_owned(),
        })
}

/// A shadow as people see it.
pub fn shadow(row: &ShadowRow) -> proto::Shadow {
    let (state, end_cause) = match State::parse(&row.state) {
        Some(State::Running) => (Told::Running, EndCause::Unspecified),
        Some(State::Ended(Cause::ByPerson)) => (Told::Ended, EndCause::ByPerson),
        Some(State::Ended(Cause::KeyRevoked)) => (Told::Ended, EndCause::KeyRevoked),
        Some(State::Ended(Cause::Activated)) => (Told::Ended, EndCause::Activated),
        None => (Told::Unspecified, EndCause::Unspecified),
    };
    proto::Shadow {
        name: format!("{PREFIX}{}", row.id),
        tenant: row.tenant.clone(),
        hook: row.hook.clone(),
        package: name(&row.package_digest),
        settings_json: row.settings.to_string(),
        settings_digest: row.settings_digest.clone(),
        reason: row.reason.clone(),
        state: state.into(),
        started_by: row.started_by.clone(),
        start_time: Some(timestamp(row.start_time)),
        end_cause: end_cause.into(),
        ended_by: row.ended_by.clone(),
        ended_reason: row.ended_reason.clone(),
        end_time: row.end_time.map(timestamp),
        key: row.key_id.clone(),
        version: row.version,
    }
}

/// The entry with those of `told` that are its own.
pub fn shadowed(
    entry: proto::TimelineEntry,
    id: Uuid,
    told: &[ActivationShadowRow],
) -> proto::TimelineEntry {
    let own = told.iter().filter(|row| row.entry_id == id);
    proto::TimelineEntry {
        shadow_reports: own.map(report).collect(),
        ..entry
    }
}

fn report(row: &ActivationShadowRow) -> proto::ShadowReport {
    let (ledger, problem) = match row.ledger.as_deref().map(ShadowLedger::decode) {
        Some(Ok(ledger)) => (Some(ledger), String::new()),
        Some(Err(error)) => (None, format!("the stored ledger can't be read: {error}")),
        None => (None, row.problem.clone()),
    };
    proto::ShadowReport {
        shadow: format!("{PREFIX}{}", row.shadow_id),
        service: row.service.clone(),
        problem,
        ledger,
        create_time: Some(timestamp(row.create_time)),
    }
}
