//! One decision with the settings it was made by: with its package it can be asked again anywhere.
use kezhuan_auth::Caller;
use kezhuan_cases::decisions::{self, StoredDecision};
use kezhuan_protocol::agriculture::v1::{Decision, GetDecisionRequest};
use kezhuan_rule_host::Settings;
use sqlx::PgConnection;

use super::names::DECISIONS;
use super::{AgricultureApi, convert};
use crate::error::Error;
use crate::store::rule_entries;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetDecisionRequest,
) -> Result<Decision, Error> {
    let read = api.database.read(&caller, async |connection| {
        let stored = named(connection, &input.name).await?;
        let settings = settings(connection, &stored).await?;
        Ok::<_, Error>((stored, settings))
    });
    let (stored, settings_json) = read.await?;
    Ok(Decision {
        settings_json,
        ..convert::decision::answer(&api.rules, stored)
    })
}

/// The decision of that name, as far as the reader sees it.
pub async fn named(connection: &mut PgConnection, name: &str) -> Result<StoredDecision, Error> {
    let id = DECISIONS.parse(name)?;
    let found = decisions::find(connection, id).await?;
    Ok(found.ok_or_else(|| DECISIONS.not_found(id))?)
}

/// The figures whose digest the decision has; empty when they are not here.
async fn settings(connection: &mut PgConnection, stored: &StoredDecision) -> Result<String, Error> {
    let (Some(package), Some(wanted)) = (&stored.package_digest, &stored.settings_digest) else {
        return Ok(String::new());
    };
    let kept = rule_entries::settings(connection, &stored.rule_tenant, package);
    let kept = kept.await?;
    let all = kept
        .iter()
        .filter_map(|kept| Settings::from_json(kept).ok());
    // A package that nobody knew was asked with none.
    let found = all
        .chain([Settings::default()])
        .find(|settings| settings.digest().as_bytes()[..] == wanted[..]);
    let canonical = found
        .map(|settings| settings.canonical())
        .unwrap_or_default();
    Ok(String::from_utf8_lossy(&canonical).into_owned())
}
