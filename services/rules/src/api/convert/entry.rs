//! Entries of timelines, proposed ones too.
use kezhuan_protocol::rules::v1 as proto;
use proto::timeline_entry::State as Told;
use uuid::Uuid;

use super::{name, timestamp};
use crate::domain::proposal::State;
use crate::error::Error;
use crate::store::approvals::ApprovalRow;
use crate::store::timeline::EntryRow;

const PREFIX: &str = "timelineEntries/";

/// The id an entry's name holds.
pub fn entry_id(name: &str) -> Result<Uuid, Error> {
    name.strip_prefix(PREFIX)
        .and_then(|id| Uuid::try_parse(id).ok())
        .ok_or_else(|| Error::UnknownEntry {
            name: name.to_owned(),
        })
}

/// A timeline entry as people see it, with those of `approvals` that are its own; its last day is inclusive.
pub fn entry(row: &EntryRow, approvals: &[ApprovalRow]) -> proto::TimelineEntry {
    let last = row.until.and_then(|until| until.pred_opt());
    let state = match State::parse(&row.state) {
        Some(State::Proposed) => Told::Proposed,
        Some(State::Approved) => Told::Approved,
        Some(State::Refused) => Told::Refused,
        Some(State::Withdrawn) => Told::Withdrawn,
        Some(State::Superseded) => Told::Superseded,
        None => Told::Unspecified,
    };
    let own = approvals
        .iter()
        .filter(|approval| approval.entry_id == row.id);
    let approvals = own.map(|approval| proto::Approval {
        approver: approval.approver.clone(),
        approve_time: Some(timestamp(approval.approve_time)),
    });
    proto::TimelineEntry {
        name: format!("{PREFIX}{}", row.id),
        tenant: row.tenant.clone(),
        hook: row.hook.clone(),
        package: name(&row.package_digest),
        settings_json: row.settings.to_string(),
        settings_digest: row.settings_digest.clone(),
        effective_from: row.first.to_string(),
        effective_to: last.map(|day| day.to_string()).unwrap_or_default(),
        applies_to_open_cases: row.applies_to_open_cases,
        reason: row.reason.clone(),
        activated_by: row.activated_by.clone(),
        create_time: Some(timestamp(row.create_time)),
        state: state.into(),
        continues: row
            .continues
            .map(|first| format!("{PREFIX}{first}"))
            .unwrap_or_default(),
        approvals: approvals.collect(),
        ended_by: row.ended_by.clone(),
        ended_reason: row.ended_reason.clone(),
        key: row.key_id.clone(),
        problem: String::new(),
        corrects: row.corrects,
        previews: Vec::new(),
        shadow_reports: Vec::new(),
        package_owner: row.package_owner.clone(),
    }
}
