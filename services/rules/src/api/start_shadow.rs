//! StartShadow: a tested package is asked beside the rule in force from now on.
use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{OnConstraint, RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use uuid::Uuid;

use super::candidate::{Candidate, candidate};
use super::shadow_step::tell;
use super::{RulesApi, convert, own_tenant};
use crate::adoption::News;
use crate::domain::shadow::State;
use crate::error::Error;
use crate::store;
use crate::store::shadows::ShadowRow;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::StartShadowRequest,
) -> Result<proto::Shadow, Error> {
    let tenant = own_tenant(caller, &input.tenant)?;
    if input.reason.trim().is_empty() {
        return Err(Error::no_reason());
    }
    let wanted = (input.hook.as_str(), input.settings_json.as_str());
    let Candidate {
        package, settings, ..
    } = candidate(api, caller, &input.package, wanted).await?;
    // Its shadows end with its key: in the owner's own write.
    own_tenant(caller, &package.tenant)?;
    let row = ShadowRow {
        id: Uuid::now_v7(),
        tenant,
        hook: input.hook,
        package_digest: package.digest,
        settings_digest: settings.digest().to_string(),
        settings: serde_json::to_value(&settings)?,
        key_id: package.key_id,
        reason: input.reason,
        state: State::Running.code().to_owned(),
        started_by: caller.subject.clone(),
        start_time: Utc::now().trunc_subsecs(6),
        ended_by: String::new(),
        ended_reason: String::new(),
        end_time: None,
        version: 1,
    };
    let most = api.shadows_max;
    let shadow = api
        .database
        .write(caller, key, move |write: &mut Write| {
            let row = row.clone();
            Box::pin(async move { started(write, &row, most).await })
        })
        .await?;
    api.teller.tell(&News::Shadow(shadow.clone())).await;
    Ok(shadow)
}

async fn started(write: &mut Write, row: &ShadowRow, most: i64) -> Result<proto::Shadow, Error> {
    let running = store::shadows::running(write, (&row.tenant, &row.hook)).await?;
    if running >= most {
        return Err(Error::ShadowsMax { most });
    }
    // Its key may have been revoked since it was looked at; from here on whoever revokes it waits, and ends this.
    let key = store::signing_keys::held(write, &row.tenant, &row.key_id).await?;
    if let Some(key) = key.filter(|key| key.revoke_time.is_some()) {
        return Err(Error::KeyRevoked {
            reason: key.revoke_reason,
        });
    }
    store::shadows::add(write, row)
        .await
        .on_constraint("shadow_running_once", Error::ShadowRunning)?;
    let shadow = convert::shadow(row);
    tell(write, row, "shadow.started");
    let started = proto::ShadowStarted {
        shadow: Some(shadow.clone()),
    };
    write.publish("shadow", row.id, row.version, &started);
    Ok(shadow)
}
