//! What proposing, approving and ending an activation share: the proposal as the domain judges it, and its
//! place in the timeline.
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use prost::{Message, Name};
use uuid::Uuid;

use super::acting::carrying;
use super::placing::put_in_place;
use super::shadow_step::end_with_activation;
use super::{RulesApi, convert, own_tenant};
use crate::adoption::News;
use crate::domain::proposal::{Command, Proposal, State, decide};
use crate::error::Error;
use crate::store;
use crate::store::approvals::ApprovalRow;
use crate::store::packages::PackageRow;
use crate::store::timeline::EntryRow;

/// Whether the tenant may have one more package with a scripting engine on these days, if it is one.
pub async fn within_quota(
    write: &mut Write,
    entry: &EntryRow,
    scripted: bool,
    most: i64,
) -> Result<(), Error> {
    if scripted && store::timeline::scripted_beside(write, entry).await? >= most {
        return Err(Error::ScriptedQuota { most });
    }
    Ok(())
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
    // A service takes back what it proposed, and takes no other step.
    let caller = &match command {
        Command::Withdraw => carrying(&api.carriers, caller, &found.tenant)?,
        Command::Approve | Command::Refuse | Command::Supersede => caller.clone(),
    };
    own_tenant(caller, &found.tenant)?;
    let told = Arc::new(Mutex::new(Beside::default()));
    let (beside, by, reason) = (told.clone(), caller.subject.clone(), reason.to_owned());
    let scripted_max = api.intake.config().scripted_per_tenant_max;
    let entry = api
        .database
        .write(caller, key, move |write: &mut Write| {
            let (beside, by, reason) = (beside.clone(), by.clone(), reason.clone());
            Box::pin(async move {
                let said = (by.as_str(), reason.as_str());
                let (entry, changed) = stepped(write, id, command, said, scripted_max).await?;
                *beside.lock().unwrap_or_else(PoisonError::into_inner) = changed;
                // What is answered here is kept for a repeat, so it is the RPC's own answer.
                Ok::<_, Error>(entry)
            })
        })
        .await?;
    let beside = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
    if entry.state() == proto::timeline_entry::State::Approved {
        // What was tried beforehand is nothing to adopt.
        let adopted = proto::TimelineEntry {
            previews: Vec::new(),
            shadow_reports: Vec::new(),
            ..entry.clone()
        };
        let news = News::Activated {
            entry: adopted,
            closed: beside.closed,
        };
        api.news.notify_one();
        api.teller.tell(&news).await;
        if let Some(shadow) = beside.shadow {
            api.teller.tell(&News::Shadow(shadow)).await;
        }
    }
    Ok(entry)
}

/// What a step changed beside its own entry.
#[derive(Default)]
struct Beside {
    closed: Vec<proto::TimelineEntry>,
    /// The shadow that ended, since what it tried is in force.
    shadow: Option<proto::Shadow>,
}

async fn stepped(
    write: &mut Write,
    id: Uuid,
    command: Command,
    (by, reason): (&str, &str),
    scripted_max: i64,
) -> Result<(proto::TimelineEntry, Beside), Error> {
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
            within_quota(write, &row, package.scripted, scripted_max).await?;
            row.key_id = package.key_id;
            approvals.push(approve(write, &row, by).await?);
        }
        Command::Refuse | Command::Withdraw => {
            row.ended_by = by.to_owned();
            row.ended_reason = reason.to_owned();
        }
        // Only a correction does that, when it comes into the timeline.
        Command::Supersede => return Err(Error::ChangedMeanwhile),
    }
    let closed = saved(write, &row, next.state, &approvals).await?;
    let shadow = match next.state {
        State::Approved => end_with_activation(write, &row, by).await?,
        State::Proposed | State::Refused | State::Withdrawn | State::Superseded => None,
    };
    let previews = store::previews::of(write, &[id]).await?;
    let shadows = store::activation_shadows::of(write, &[id]).await?;
    let entry = convert::previewed(convert::entry(&row, &approvals), id, &previews);
    let entry = convert::shadowed(entry, id, &shadows);
    Ok((entry, Beside { closed, shadow }))
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
        State::Superseded => return Err(Error::ChangedMeanwhile),
    }
    store::timeline::save(write, row).await?;
    Ok(Vec::new())
}
