//! What stopping and resuming a hook share: the stop as the domain judges it, its record, and the news of it.
use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rule_host::HookId;
use uuid::Uuid;

use super::placing::{ENTRIES_MAX, span};
use super::{RulesApi, convert, own_tenant};
use crate::adoption::News;
use crate::domain::stop::{Command, Fallback, State, decide};
use crate::domain::timeline::{Span, covering};
use crate::error::Error;
use crate::store;
use crate::store::stops::StopRow;
use crate::store::timeline::IN_FORCE;

/// A command about one hook, and why.
pub struct Change<'i> {
    pub tenant: &'i str,
    pub hook: &'i str,
    pub command: Command,
    pub reason: &'i str,
}

/// Takes the step in one write, and tells every service at once.
pub async fn step(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    change: Change<'_>,
) -> Result<proto::RuleStop, Error> {
    let tenant = own_tenant(caller, change.tenant)?;
    if change.reason.trim().is_empty() {
        return Err(Error::no_reason());
    }
    let hook: HookId = change.hook.parse().map_err(|_| Error::Invalid {
        field: "hook",
        problem: "write name@major, such as tc.incentive@1".to_owned(),
    })?;
    let wanted = StopRow {
        id: Uuid::now_v7(),
        tenant,
        hook: hook.to_string(),
        fallback: None,
        stopped_entry: None,
        reason: change.reason.to_owned(),
        changed_by: caller.subject.clone(),
        change_time: Utc::now().trunc_subsecs(6),
        version: 1,
    };
    let (command, today) = (change.command, api.database.clock().today());
    let stop = api
        .database
        .write(caller, key, move |write: &mut Write| {
            let wanted = wanted.clone();
            Box::pin(async move {
                let row = changed(write, wanted, command, today).await?;
                if !store::stops::save(write, &row).await? {
                    return Err(Error::ChangedMeanwhile);
                }
                let answer = convert::stop(&row);
                tell(write, &row, &answer);
                Ok(answer)
            })
        })
        .await?;
    let deliveries = api.retelling.tell(&News::Stop(stop.clone())).await;
    Ok(proto::RuleStop { deliveries, ..stop })
}

async fn changed(
    write: &mut Write,
    mut row: StopRow,
    command: Command,
    today: chrono::NaiveDate,
) -> Result<StopRow, Error> {
    let known = store::stops::of(write, &row.tenant, &row.hook).await?;
    let state = known
        .as_ref()
        .and_then(|known| Fallback::parse(known.fallback.as_deref()?))
        .map_or(State::Running, State::Stopped);
    if let Some(known) = &known {
        (row.id, row.version) = (known.id, known.version + 1);
    }
    match decide(state, command)? {
        State::Running => {}
        State::Stopped(fallback) => {
            row.fallback = Some(fallback.code().to_owned());
            row.stopped_entry = stopped_entry(write, &row, fallback, today).await?;
        }
    }
    Ok(row)
}

/// The entry that the version before stands in for: the one in force today, as people agreed to it. What corrections cut
/// out of it is one rule, so that all of it is stopped, and what began before all of it answers.
async fn stopped_entry(
    write: &mut Write,
    row: &StopRow,
    fallback: Fallback,
    today: chrono::NaiveDate,
) -> Result<Option<Uuid>, Error> {
    let which = (row.tenant.as_str(), row.hook.as_str());
    let entries = store::timeline::list(write, which, &IN_FORCE, Uuid::nil(), ENTRIES_MAX).await?;
    let nothing = || Error::NothingInForce {
        hook: row.hook.clone(),
    };
    match fallback {
        // Whatever day the case is of: so an entry that is over or yet to come is enough.
        Fallback::ManualQueue if entries.is_empty() => Err(nothing()),
        Fallback::ManualQueue => Ok(None),
        Fallback::PreviousVersion => {
            let spans: Vec<Span> = entries.iter().map(span).collect();
            let current = covering(&spans, today).and_then(|at| entries.get(at));
            let approved_as = current.ok_or_else(nothing)?.approved_as();
            let stopped = store::timeline::get(write, approved_as).await?;
            let stopped = stopped.ok_or(Error::ChangedMeanwhile)?;
            match entries.iter().any(|entry| entry.first < stopped.first) {
                true => Ok(Some(stopped.id)),
                false => Err(Error::NoPreviousVersion),
            }
        }
    }
}

fn tell(write: &mut Write, row: &StopRow, stop: &proto::RuleStop) {
    let (action, stop) = (row.fallback.as_ref(), Some(stop.clone()));
    write.audit(AuditEntry {
        action: match action {
            Some(_) => "rule.stopped",
            None => "rule.resumed",
        },
        aggregate: "rule_stop",
        aggregate_id: row.id,
        version: row.version,
        detail: serde_json::json!({
            "hook": row.hook, "fallback": row.fallback, "reason": row.reason,
        }),
    });
    match action {
        Some(_) => write.publish(
            "rule_stop",
            row.id,
            row.version,
            &proto::RuleStopped { stop },
        ),
        None => write.publish(
            "rule_stop",
            row.id,
            row.version,
            &proto::RuleResumed { stop },
        ),
    };
}
