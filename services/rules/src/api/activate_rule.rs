//! ActivateRule: puts a tested package in force for a hook from a legal date.
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, OnConstraint, RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rule_host::{HookId, Settings};
use uuid::Uuid;

use super::{RulesApi, convert};
use crate::domain::{Misplaced, Span, place};
use crate::error::Error;
use crate::store;
use crate::store::timeline::EntryRow;

/// Entries one hook of one tenant may have.
const ENTRIES_MAX: i64 = 10_000;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::ActivateRuleRequest,
) -> Result<proto::TimelineEntry, Error> {
    let entry = planned(api, caller, &input).await?;
    let span = Span {
        from: entry.first,
        to: entry.until.and_then(|until| until.pred_opt()),
    };
    let told = Arc::new(Mutex::new(Vec::new()));
    let closes = told.clone();
    let entry = api
        .database
        .write(caller, key, move |write: &mut Write| {
            let (entry, closes) = (entry.clone(), closes.clone());
            Box::pin(async move {
                let existing = store::timeline::list(
                    write,
                    &entry.tenant,
                    &entry.hook,
                    Uuid::nil(),
                    ENTRIES_MAX,
                )
                .await?;
                let spans: Vec<Span> = existing
                    .iter()
                    .map(|row| Span {
                        from: row.first,
                        to: row.until.and_then(|until| until.pred_opt()),
                    })
                    .collect();
                let closed =
                    place(&spans, span)?.and_then(|(index, _)| existing.get(index).cloned());
                if let Some(row) = &closed {
                    store::timeline::close(write, row.id, span.from).await?;
                }
                // Somebody else may have taken the days since they were looked at.
                store::timeline::add(write, &entry)
                    .await
                    .on_constraint("timeline_entry_overlap", Error::from(Misplaced::Overlap))?;
                write.audit(AuditEntry {
                    action: "rule.activated",
                    aggregate: "timeline_entry",
                    aggregate_id: entry.id,
                    version: 1,
                    detail: serde_json::json!({ "hook": entry.hook, "reason": entry.reason }),
                });
                let closed = closed.map(|row| {
                    convert::entry(&EntryRow {
                        until: Some(span.from),
                        ..row
                    })
                });
                let activated = proto::RuleActivated {
                    entry: Some(convert::entry(&entry)),
                    closed: closed.into_iter().collect(),
                };
                write.publish("timeline_entry", entry.id, 1, &activated);
                *closes.lock().unwrap_or_else(PoisonError::into_inner) = activated.closed;
                // What is answered here is kept for a repeat, so it is the RPC's own answer.
                Ok::<_, Error>(convert::entry(&entry))
            })
        })
        .await?;
    let closed = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
    api.teller.tell(&entry, &closed).await;
    Ok(entry)
}

async fn planned(
    api: &RulesApi,
    caller: &Caller,
    input: &proto::ActivateRuleRequest,
) -> Result<EntryRow, Error> {
    let tenant = if input.tenant.is_empty() {
        caller.tenant.clone()
    } else {
        input.tenant.clone()
    };
    if tenant != caller.tenant {
        return Err(Error::ForeignTenant {
            owner: tenant,
            tenant: caller.tenant.clone(),
        });
    }
    if input.reason.trim().is_empty() {
        return Err(Error::Invalid {
            field: "reason",
            problem: "say why, for the record".to_owned(),
        });
    }
    let first = date("effective_from", &input.effective_from)?;
    let last = if input.effective_to.is_empty() {
        None
    } else {
        Some(date("effective_to", &input.effective_to)?)
    };
    let digest = convert::digest(&input.package)?;
    let (row, bytes) = api
        .database
        .read(caller, async |connection| {
            let row = store::packages::get(connection, &digest).await?;
            Ok::<_, Error>((row, store::packages::bytes(connection, &digest).await?))
        })
        .await?;
    let unknown = || Error::UnknownPackage {
        name: input.package.clone(),
    };
    let (row, bytes) = (row.ok_or_else(unknown)?, bytes.ok_or_else(unknown)?);
    if row.state != "TESTED" {
        return Err(Error::NotTested);
    }
    if row.tenant != tenant {
        return Err(Error::ForeignTenant {
            owner: row.tenant,
            tenant,
        });
    }
    if row.uploader == caller.subject {
        return Err(Error::SelfApproval);
    }
    let settings = settings(api, bytes, input).await?;
    Ok(EntryRow {
        id: Uuid::now_v7(),
        tenant,
        hook: input.hook.clone(),
        package_digest: digest,
        settings_digest: settings.digest().to_string(),
        settings: serde_json::to_value(&settings)?,
        first,
        until: last.and_then(|day| day.succ_opt()),
        applies_to_open_cases: input.applies_to_open_cases,
        reason: input.reason.clone(),
        activated_by: caller.subject.clone(),
        // As exact as it is stored, so that the first answer and later ones agree.
        create_time: Utc::now().trunc_subsecs(6),
    })
}

/// The package's own figures, completed with what the owner sets.
async fn settings(
    api: &RulesApi,
    bytes: Vec<u8>,
    input: &proto::ActivateRuleRequest,
) -> Result<Settings, Error> {
    let package = api
        .host
        .load_async(bytes)
        .await
        .map_err(|error| Error::Check(error.to_string()))?;
    let invalid = |field: &'static str, problem: String| Error::Invalid { field, problem };
    let hook: HookId = input.hook.parse().map_err(|_| {
        invalid(
            "hook",
            "write name@major, such as tc.incentive@1".to_owned(),
        )
    })?;
    if package.interface_version(&hook).is_none() {
        return Err(Error::HookNotAnswered {
            hook: input.hook.clone(),
        });
    }
    let schema = package.settings_schema();
    if input.settings_json.is_empty() {
        return Ok(schema.defaults());
    }
    let given = serde_json::from_str(&input.settings_json)
        .map_err(|error| invalid("settings_json", error.to_string()))?;
    let given =
        Settings::from_json(&given).map_err(|error| invalid("settings_json", error.to_string()))?;
    schema
        .check(&given)
        .map_err(|error| invalid("settings_json", error.to_string()))
}

fn date(field: &'static str, text: &str) -> Result<NaiveDate, Error> {
    kezhuan_law::card_input::parse_date(text).ok_or_else(|| Error::Invalid {
        field,
        problem: "write the date as YYYY-MM-DD".to_owned(),
    })
}
