//! RegisterKey: a tenant names a public key; nothing is believed by it before the city approves it.
use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{OnConstraint, RequestKey, Write};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rule_host::signature::PublicKey;
use uuid::Uuid;

use super::{RulesApi, convert, key_step, own_tenant};
use crate::domain::signing_key::State;
use crate::error::Error;
use crate::store;
use crate::store::signing_keys::KeyRow;

const TITLE_CHARS_MAX: usize = 100;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::RegisterKeyRequest,
) -> Result<proto::SigningKey, Error> {
    let row = registered(caller, &input)?;
    api.database
        .write(caller, key, move |write: &mut Write| {
            let row = row.clone();
            Box::pin(async move {
                store::signing_keys::add(write, &row)
                    .await
                    .on_constraint("signing_key_once", Error::KeyKnown)?;
                let answer = convert::key(&row);
                let event = proto::KeyRegistered {
                    key: Some(answer.clone()),
                };
                key_step::tell(write, &row, "key.registered", &event);
                Ok::<_, Error>(answer)
            })
        })
        .await
}

fn registered(caller: &Caller, input: &proto::RegisterKeyRequest) -> Result<KeyRow, Error> {
    let tenant = own_tenant(caller, &input.tenant)?;
    let title = input.title.trim();
    if title.is_empty() || title.chars().count() > TITLE_CHARS_MAX {
        return Err(Error::Invalid {
            field: "title",
            problem: format!("name the key in at most {TITLE_CHARS_MAX} characters"),
        });
    }
    let public = PublicKey::parse(&input.public_key).map_err(|error| Error::Invalid {
        field: "public_key",
        problem: error.to_string(),
    })?;
    Ok(KeyRow {
        id: Uuid::now_v7(),
        tenant,
        key_id: public.id(),
        title: title.to_owned(),
        public_key: public.as_bytes().to_vec(),
        state: State::Registered.code().to_owned(),
        registered_by: caller.subject.clone(),
        approved_by: String::new(),
        revoked_by: String::new(),
        revoke_reason: String::new(),
        // As exact as it is stored, so that the first answer and later ones agree.
        create_time: Utc::now().trunc_subsecs(6),
        approve_time: None,
        revoke_time: None,
        version: 1,
    })
}
