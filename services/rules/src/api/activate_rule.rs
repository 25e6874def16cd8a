//! ActivateRule: proposes to put a tested package in force for a hook from a legal date.
use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_auth::{Caller, Role};
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rule_host::{HookId, Settings};
use uuid::Uuid;

use super::activation::{approve, tell, usable, within_quota};
use super::lawful::lawful;
use super::placing::effects;
use super::{RulesApi, convert, own_tenant};
use crate::domain::proposal::{Proposal, State};
use crate::error::Error;
use crate::store;
use crate::store::packages::PackageRow;
use crate::store::timeline::EntryRow;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::ActivateRuleRequest,
) -> Result<proto::TimelineEntry, Error> {
    let (entry, package) = planned(api, caller, &input).await?;
    let may_approve = caller.has(Role::RuleApprover);
    let proposal = Proposal::new(&caller.subject, may_approve, package.uploaders);
    let (scripted, scripted_max) = (
        package.scripted,
        api.intake.config().scripted_per_tenant_max,
    );
    let previews = api.previewer.of(&entry).await;
    api.database
        .write(caller, key, move |write: &mut Write| {
            let (entry, approvers) = (entry.clone(), proposal.approvers.clone());
            let previews = previews.clone();
            Box::pin(async move {
                // Refused now rather than at its last approval; others may still take the days until then.
                effects(write, &entry).await?;
                within_quota(write, &entry, scripted, scripted_max).await?;
                store::timeline::add(write, &entry).await?;
                store::previews::add(write, &entry.tenant, &previews).await?;
                let mut approvals = Vec::new();
                for approver in &approvers {
                    approvals.push(approve(write, &entry, approver).await?);
                }
                let answer = convert::entry(&entry, &approvals);
                let proposed = proto::ActivationProposed {
                    entry: Some(answer.clone()),
                };
                tell(write, &entry, "rule.proposed", &proposed);
                Ok::<_, Error>(convert::previewed(answer, entry.id, &previews))
            })
        })
        .await
}

async fn planned(
    api: &RulesApi,
    caller: &Caller,
    input: &proto::ActivateRuleRequest,
) -> Result<(EntryRow, PackageRow), Error> {
    let tenant = own_tenant(caller, &input.tenant)?;
    if input.reason.trim().is_empty() {
        return Err(Error::no_reason());
    }
    let first = date("effective_from", &input.effective_from)?;
    let last = if input.effective_to.is_empty() {
        None
    } else {
        Some(date("effective_to", &input.effective_to)?)
    };
    let digest = convert::digest(&input.package)?;
    // Held until the package is tried: its bytes are in memory once per tenant.
    let _turn = api.intake.turn(&tenant).await;
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
    // Whosever it is: what the tenant's approvers agree to is the package and the figures.
    usable(&row)?;
    let settings = settings(api, &tenant, bytes, input).await?;
    let entry = EntryRow {
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
        state: State::Proposed.code().to_owned(),
        key_id: row.key_id.clone(),
        ended_by: String::new(),
        ended_reason: String::new(),
        version: 1,
        continues: None,
        corrects: input.corrects,
        package_owner: row.tenant.clone(),
        proposed_on: Some(api.database.clock().today()),
    };
    Ok((entry, row))
}

/// The package's own figures, completed with what the tenant sets: those of the schema, and within the law.
async fn settings(
    api: &RulesApi,
    tenant: &str,
    bytes: Vec<u8>,
    input: &proto::ActivateRuleRequest,
) -> Result<Settings, Error> {
    let package = api
        .host
        .load_in_turn(tenant, bytes)
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
    let settings = match input.settings_json.as_str() {
        "" => schema.defaults(),
        given => {
            let given = serde_json::from_str(given)
                .map_err(|error| invalid("settings_json", error.to_string()))?;
            let given = Settings::from_json(&given)
                .map_err(|error| invalid("settings_json", error.to_string()))?;
            schema
                .check(&given)
                .map_err(|error| invalid("settings_json", error.to_string()))?
        }
    };
    lawful(&api.host, tenant, &package, (&hook, &settings)).await?;
    Ok(settings)
}

fn date(field: &'static str, text: &str) -> Result<NaiveDate, Error> {
    kezhuan_law::card_input::parse_date(text).ok_or_else(|| Error::Invalid {
        field,
        problem: "write the date as YYYY-MM-DD".to_owned(),
    })
}
