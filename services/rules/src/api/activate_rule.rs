//! ActivateRule: proposes to put a tested package in force for a hook from a legal date.
use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_auth::{Caller, Role};
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use uuid::Uuid;

use super::acting::carrying;
use super::activation::{approve, tell, within_quota};
use super::candidate::{Candidate, candidate};
use super::lawful::lawful;
use super::placing::effects;
use super::{RulesApi, convert, own_tenant};
use crate::domain::proposal::{Proposal, State};
use crate::error::Error;
use crate::store;
use crate::store::packages::PackageRow;
use crate::store::shadows::ShadowRow;
use crate::store::timeline::EntryRow;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::ActivateRuleRequest,
) -> Result<proto::TimelineEntry, Error> {
    let caller = &carrying(&api.carriers, caller, &input.tenant)?;
    let (entry, package) = planned(api, caller, &input).await?;
    let may_approve = caller.has(Role::RuleApprover);
    let proposal = Proposal::new(&caller.subject, may_approve, package.uploaders);
    let (scripted, scripted_max) = (
        package.scripted,
        api.intake.config().scripted_per_tenant_max,
    );
    let shadow = shadow_of(api, caller, &entry).await?;
    let ledgers = api.previewer.ledgers(entry.id, shadow.as_ref());
    let (previews, shadows) = futures::future::join(api.previewer.of(&entry), ledgers).await;
    api.database
        .write(caller, key, move |write: &mut Write| {
            let (entry, approvers) = (entry.clone(), proposal.approvers.clone());
            let (previews, shadows) = (previews.clone(), shadows.clone());
            Box::pin(async move {
                // Refused now rather than at its last approval; others may still take the days until then.
                effects(write, &entry).await?;
                within_quota(write, &entry, scripted, scripted_max).await?;
                store::timeline::add(write, &entry).await?;
                store::previews::add(write, &entry.tenant, &previews).await?;
                store::activation_shadows::add(write, &entry.tenant, &shadows).await?;
                let mut approvals = Vec::new();
                for approver in &approvers {
                    approvals.push(approve(write, &entry, approver).await?);
                }
                let answer = convert::entry(&entry, &approvals);
                let proposed = proto::ActivationProposed {
                    entry: Some(answer.clone()),
                };
                tell(write, &entry, "rule.proposed", &proposed);
                let answer = convert::previewed(answer, entry.id, &previews);
                Ok::<_, Error>(convert::shadowed(answer, entry.id, &shadows))
            })
        })
        .await
}

/// Whether, and by which shadow, the package was tried under these figures.
async fn shadow_of(
    api: &RulesApi,
    caller: &Caller,
    entry: &EntryRow,
) -> Result<Option<ShadowRow>, Error> {
    let which = (entry.tenant.as_str(), entry.hook.as_str());
    let what = (&entry.package_digest[..], entry.settings_digest.as_str());
    api.database
        .read(caller, async |connection| {
            Ok(store::shadows::trying(connection, which, what).await?)
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
    let wanted = (input.hook.as_str(), input.settings_json.as_str());
    // Whosever it is: what the tenant's approvers agree to is the package and the figures.
    let Candidate {
        package: row,
        loaded,
        hook,
        settings,
    } = candidate(api, caller, &input.package, wanted).await?;
    lawful(&api.host, &tenant, &loaded, (&hook, &settings)).await?;
    let entry = EntryRow {
        id: Uuid::now_v7(),
        tenant,
        hook: input.hook.clone(),
        package_digest: row.digest.clone(),
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

fn date(field: &'static str, text: &str) -> Result<NaiveDate, Error> {
    kezhuan_law::card_input::parse_date(text).ok_or_else(|| Error::Invalid {
        field,
        problem: "write the date as YYYY-MM-DD".to_owned(),
    })
}
