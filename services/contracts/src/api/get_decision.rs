//! One decision with the settings it was made by: with its package it can be asked again anywhere.
use kezhuan_auth::Caller;
use kezhuan_cases::api::get_decision::settings;
use kezhuan_protocol::contracts::v1::{Decision, GetDecisionRequest};
use sqlx::PgConnection;

use super::{ContractsApi, convert};
use crate::error::Error;
use crate::store::decisions::{self, OfContract};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GetDecisionRequest,
) -> Result<Decision, Error> {
    let read = api.database.read(&caller, async |connection| {
        let stored = named(connection, &input.name).await?;
        let settings_json = settings(connection, &stored.decision).await?;
        Ok::<_, Error>((stored, settings_json))
    });
    let (stored, settings_json) = read.await?;
    Ok(Decision {
        settings_json,
        ..convert::decision::answer(&api.rules, stored)
    })
}

/// The decision of that name, as far as the reader sees it.
pub async fn named(connection: &mut PgConnection, name: &str) -> Result<OfContract, Error> {
    let (contract, id) = convert::decision::ids(name)?;
    let found = decisions::find(connection, id).await?;
    found
        .filter(|stored| contract.is_none_or(|contract| contract == stored.contract_id))
        .ok_or_else(|| convert::decision::not_found(name))
}
