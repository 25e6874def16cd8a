//! What proposing, approving and ending an activation share: the proposal as the domain judges it, and its
//! place in the timeline.
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, OnConstraint, RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use prost::{Message, Name};
use uuid::Uuid;

use super::{RulesApi, convert, own_tenant};
use crate::adoption::News;
use crate::domain::proposal::{Command, Proposal, State, decide};
use crate::domain::timeline::{Misplaced, Span, place};
use crate::error::Error;
use crate::store;
use crate::store::approvals::ApprovalRow;
use crate::store::packages::PackageRow;
use crate::store::timeline::EntryRow;

/// Entries one hook of one tenant may have.
pub const ENTRIES_MAX: i64 = 10_000;

/// The days of an entry.
pub fn span(row: &EntryRow) -> Span {
    Span {
        from: row.first,
        to: row.until.and_then(|until| until.pred_opt()),
    }
}

/// The approved entry that `entry` closes, if it has a place in its timeline.
pub async fn placed(write: &mut Write, entry: &EntryRow) -> Result<Option<EntryRow>, Error> {
    let which = (entry.tenant.as_str(), entry.hook.as_str());
    let existing = store::timeline::list(write, which, false, Uuid::nil(), ENTRIES_MAX).await?;
    let spans: Vec<Span> = existing.iter().map(span).collect();
    let closed = place(&spans, span(entry))?;
    Ok(closed.and_then(|(index, _)| existing.get(index).cloned()))
}

/// Whether the package may be put in force at all.
pub fn usable(package: &PackageRow) -> Result<(), Error> {
    if package.state != "TESTED" {
        return Err(Error::NotTested);
    }
    if package.key_id.is_empty() {
        return Err(Error::NotSigned);
    }
    match (package.revoke_time, &package.revoke_reason) {
        (None, _) => Ok(()),
        (Some(_), reason) => Err(Error::KeyRevoked {
            reason: reason.clone().unwrap_or_default(),
        }),
    }
}

/// What is recorded of a step: the audit's word, and the event.
pub fn tell<E: Message + Name>(
    write: &mut Write,
    entry: &EntryRow,
    action: &'static str,
    event: &E,
) {
    write.audit(AuditEntry {
        action,
        aggregate: "timeline_entry",
        aggregate_id: entry.id,
        version: entry.version,
        detail: serde_json::json!({
            "hook": entry.hook, "reason": entry.reason, "ended_reason": entry.ended_reason,
        }),
    });
    write.publish("timeline_entry", entry.id, entry.version, event);
}

/// Takes one step of a proposal, in one write; an activation that came into the timeline is told at once.
pub async fn step(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    (name, command, reason): (&str, Command, &str),
) -> Result<proto::TimelineEntry, Error> {
    let id = convert::entry_id(name)?;
    let found = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::timeline::get(connection, id).await?)
        })
        .await?;
    let found = found.ok_or_else(|| Error::UnknownEntry {
        name: name.to_owned(),
    })?;
    own_tenant(caller, &found.tenant)?;
    let told = Arc::new(Mutex::new(Vec::new()));
    let (closes, by, reason) = (told.clone(), caller.subject.clone(), reason.to_owned());
    let entry = api
        .database
        .write(caller, key, move |write: &mut Write| {
            let (closes, by, reason) = (closes.clone(), by.clone(), reason.clone());
            Box::pin(async move {
                let (entry, closed) = stepped(write, id, command, (&by, &reason)).await?;
                *closes.lock().unwrap_or_else(PoisonError::into_inner) = closed;
                // What is answered here is kept for a repeat, so it is the RPC's own answer.
                Ok::<_, Error>(entry)
            })
        })
        .await?;
    let closed = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
    if entry.state() == proto::timeline_entry::State::Approved {
        // What was tried beforehand is nothing to adopt.
        let adopted = proto::TimelineEntry {
            previews: Vec::new(),
            ..entry.clone()
        };
        let news = News::Activated {
            entry: adopted,
            closed,
        };
        api.teller.tell(&news).await;
    }
    Ok(entry)
}

async fn stepped(
    write: &mut Write,
    id: Uuid,
    command: Command,
    (by, reason): (&str, &str),
) -> Result<(proto::TimelineEntry, Vec<proto::TimelineEntry>), Error> {
    store::timeline::lock(write, id).await?;
    let row = store::timeline::get(write, id).await?;
    let mut row = row.ok_or(Error::ChangedMeanwhile)?;
    let package = store::packages::get(write, &row.package_digest).await?;
    let package = package.ok_or(Error::ChangedMeanwhile)?;
    let mut approvals = store::approvals::of(write, &[id]).await?;
    let proposal = Proposal {
        state: State::parse(&row.state).ok_or(Error::ChangedMeanwhile)?,
        proposer: row.activated_by.clone(),
        uploaders: package.uploaders.clone(),
        approvers: approvals.iter().map(|row| row.approver.clone()).collect(),
    };
    let next = decide(&proposal, command, by)?;
    row.state = next.state.code().to_owned();
    row.version += 1;
    match command {
        Command::Approve => {
            usable(&package)?;
            row.key_id = package.key_id;
            approvals.push(approve(write, &row, by).await?);
        }
        Command::Refuse | Command::Withdraw => {
            row.ended_by = by.to_owned();
            row.ended_reason = reason.to_owned();
        }
    }
    let closed = saved(write, &row, next.state, &approvals).await?;
    let previews = store::previews::of(write, &[id]).await?;
    let entry = convert::entry(&row, &approvals);
    Ok((convert::previewed(entry, id, &previews), closed))
}

/// Adds an approval to an entry.
pub async fn approve(write: &mut Write, row: &EntryRow, by: &str) -> Result<ApprovalRow, Error> {
    let approval = ApprovalRow {
        entry_id: row.id,
        approver: by.to_owned(),
        approve_time: Utc::now().trunc_subsecs(6),
    };
    store::approvals::add(write, &row.tenant, &approval).await?;
    Ok(approval)
}

/// Writes where the entry now stands, and closes what it takes the place of.
async fn saved(
    write: &mut Write,
    row: &EntryRow,
    state: State,
    approvals: &[ApprovalRow],
) -> Result<Vec<proto::TimelineEntry>, Error> {
    let entry = Some(convert::entry(row, approvals));
    match state {
        State::Approved => return put_in_place(write, row, entry).await,
        State::Proposed => tell(
            write,
            row,
            "rule.approved",
            &proto::ActivationApproved { entry },
        ),
        State::Refused => tell(
            write,
            row,
            "rule.refused",
            &proto::ActivationRefused { entry },
        ),
        State::Withdrawn => tell(
            write,
            row,
            "rule.withdrawn",
            &proto::ActivationWithdrawn { entry },
        ),
    }
    store::timeline::save(write, row).await?;
    Ok(Vec::new())
}

async fn put_in_place(
    write: &mut Write,
    row: &EntryRow,
    entry: Option<proto::TimelineEntry>,
) -> Result<Vec<proto::TimelineEntry>, Error> {
    let closed = placed(write, row).await?;
    if let Some(closed) = &closed {
        store::timeline::close(write, closed.id, row.first).await?;
    }
    // Somebody else may have taken the days since they were looked at.
    store::timeline::save(write, row)
        .await
        .on_constraint("timeline_entry_overlap", Error::from(Misplaced::Overlap))?;
    let closed = closed.map(|closed| {
        let shortened = EntryRow {
            until: Some(row.first),
            ..closed
        };
        convert::entry(&shortened, &[])
    });
    let activated = proto::RuleActivated {
        entry,
        closed: closed.into_iter().collect(),
    };
    tell(write, row, "rule.activated", &activated);
    Ok(activated.closed)
}
