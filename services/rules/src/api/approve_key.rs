//! ApproveKey: the city lets packages signed with a tenant's key be believed.
use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::rules::v1 as proto;

use super::{RulesApi, key_step};
use crate::domain::signing_key::Command;
use crate::error::Error;
use crate::store::signing_keys::KeyRow;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::ApproveKeyRequest,
) -> Result<proto::SigningKey, Error> {
    if !key_step::is_city(caller) {
        return Err(Error::NotTheCity);
    }
    let row = key_step::found(api, caller, &input.name).await?;
    if row.registered_by == caller.subject {
        return Err(Error::OwnKey);
    }
    let row = KeyRow {
        approved_by: caller.subject.clone(),
        approve_time: Some(Utc::now().trunc_subsecs(6)),
        ..key_step::moved(row, Command::Approve)?
    };
    let approved = |key| proto::KeyApproved { key: Some(key) };
    let saved = key_step::save(api, caller, key, row, ("key.approved", approved)).await;
    saved.map(|(key, _)| key)
}
