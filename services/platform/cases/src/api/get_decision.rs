//! One decision with the settings it was made by: with its package it can be asked again anywhere.
use kezhuan_adoption::store::rule_entries;
use kezhuan_auth::Caller;
use kezhuan_protocol::cases::{Decision, GetDecisionRequest};
use kezhuan_rule_host::Settings;
use sqlx::PgConnection;

use super::{CaseService, ErrorOf};
use crate::convert;
use crate::decisions::{self, StoredDecision};
use crate::kind::CaseKind;

pub async fn handle<S: CaseService>(
    service: S,
    caller: Caller,
    input: GetDecisionRequest,
) -> Result<Decision, ErrorOf<S>> {
    let read = service.database().read(&caller, async |connection| {
        let stored = named::<S>(connection, &input.name).await?;
        let settings_json = settings(connection, &stored).await?;
        Ok::<_, ErrorOf<S>>((stored, settings_json))
    });
    let (stored, settings_json) = read.await?;
    Ok(Decision {
        settings_json,
        ..answer(&service, stored)
    })
}

/// The message of one decision.
pub(super) fn answer<S: CaseService>(service: &S, stored: StoredDecision) -> Decision {
    let kind = S::Kind::of_aggregate(&stored.aggregate);
    let case = kind.map(|kind| kind.name(stored.case_id));
    let names = (S::DECISIONS.name(stored.id), case.unwrap_or_default());
    convert::decision::answer(service.rulebook(), stored, names)
}

/// The decision of that name, as far as the reader sees it.
pub(super) async fn named<S: CaseService>(
    connection: &mut PgConnection,
    name: &str,
) -> Result<StoredDecision, ErrorOf<S>> {
    let id = S::DECISIONS.parse(name)?;
    let found = decisions::find(connection, id).await?;
    Ok(found.ok_or_else(|| S::DECISIONS.not_found(id))?)
}

/// The figures whose digest the decision has; empty when they are not here.
pub async fn settings(
    connection: &mut PgConnection,
    stored: &StoredDecision,
) -> Result<String, kezhuan_database::Error> {
    let (Some(package), Some(wanted)) = (&stored.package_digest, &stored.settings_digest) else {
        return Ok(String::new());
    };
    let kept = rule_entries::settings(connection, &stored.rule_tenant, package).await?;
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
