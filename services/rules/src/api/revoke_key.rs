//! RevokeKey: what a key signed is neither put in force nor asked any more, in force or beside.
use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::rules::v1 as proto;

use super::{RulesApi, key_step, own_tenant};
use crate::adoption::News;
use crate::domain::signing_key::Command;
use crate::error::Error;
use crate::store::signing_keys::KeyRow;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::RevokeKeyRequest,
) -> Result<proto::SigningKey, Error> {
    if input.reason.trim().is_empty() {
        return Err(Error::no_reason());
    }
    let row = key_step::found(api, caller, &input.name).await?;
    if !key_step::is_city(caller) {
        own_tenant(caller, &row.tenant)?;
    }
    let row = KeyRow {
        revoked_by: caller.subject.clone(),
        revoke_reason: input.reason,
        revoke_time: Some(Utc::now().trunc_subsecs(6)),
        ..key_step::moved(row, Command::Revoke)?
    };
    let revoked = |key| proto::KeyRevoked { key: Some(key) };
    let saved = key_step::save(api, caller, key, row, ("key.revoked", revoked)).await;
    let (answer, ended) = saved?;
    api.news.notify_one();
    let news = News::Revocation(answer.clone());
    let deliveries = api.retelling.tell(&news).await;
    for shadow in ended {
        api.teller.tell(&News::Shadow(shadow)).await;
    }
    Ok(proto::SigningKey {
        deliveries,
        ..answer
    })
}
