//! The columns of an application beside its body, and the two statements that write them.
use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_database::Write;
use sqlx::types::Json;

use super::parties;
use super::stored::{Step, Stored, record, written};
use crate::domain::application::{Application, State};
use crate::domain::party::Capacity;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "application";

/// Adds a draft. Nobody but the enterprise, and the authority, sees it yet. `events`: how many the draft publishes.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    application: Application,
    events: i64,
) -> Result<Stored<Application>, Error> {
    write.in_tenant(tenant);
    parties::open(write, application.id, tenant, &application.enterprise, &[]).await?;
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(
        "INSERT INTO loan_application (id, tenant, number, version, event_sequence, state, enterprise, division, bank,
                                       product, amount_fen, loan_id, failed, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, $13, $14, $14)",
    )
    .bind(application.id)
    .bind(tenant)
    .bind(&application.number)
    .bind(application.version)
    .bind(events)
    .bind(application.state.as_str())
    .bind(&application.enterprise)
    .bind(&application.division)
    .bind(&application.bank)
    .bind(application.product.kind.as_str())
    .bind(application.amount.get())
    .bind(application.loan)
    .bind(Json(&application))
    .bind(now)
    .execute(&mut **write)
    .await?;
    sqlx::query(
        "INSERT INTO application_asset (application_id, asset_id, tenant)
         SELECT $1, asset_id, $2 FROM unnest($3::uuid[]) AS offered(asset_id) ON CONFLICT DO NOTHING",
    )
    .bind(application.id)
    .bind(tenant)
    .bind(&application.assets)
    .execute(&mut **write)
    .await?;
    record(write, step(&application, "ApplicationDrafted", ""));
    Ok(Stored {
        body: application,
        tenant: tenant.to_owned(),
        event_sequence: events,
        create_time: now,
        update_time: now,
    })
}

/// Saves an application after a step; its one event is published under the sequence in the answer. With its submission
/// it is shown to the bank and to whoever else has a part in it; the rights it offers, to the bank and the valuer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Application>,
    after: Application,
    event: &'static str,
) -> Result<Stored<Application>, Error> {
    write.in_tenant(&before.tenant);
    if before.body.state == State::Draft && after.state == State::Submitted {
        show(write, &before.tenant, &after).await?;
    }
    let after = before.moved_to(after);
    let application = &after.body;
    let done = sqlx::query(
        "UPDATE loan_application SET version = $3, event_sequence = $4, state = $5, submitted_on = $6, sign_until = $7,
                                     failed = $8, body = $9, update_time = $10
          WHERE id = $1 AND version = $2",
    )
    .bind(application.id)
    .bind(before.body.version)
    .bind(application.version)
    .bind(after.event_sequence)
    .bind(application.state.as_str())
    .bind(application.submitted_on)
    .bind(sign_until(application))
    .bind(application.failure.is_some())
    .bind(Json(application))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(application, event, before.body.state.as_str()));
    Ok(after)
}

async fn show(write: &mut Write, tenant: &str, application: &Application) -> Result<(), Error> {
    let bank = (application.bank.as_str(), parties::BANK);
    let others = application.others.iter();
    let others = others.map(|party| (party.organisation.as_str(), party.capacity.as_str()));
    let all: Vec<(&str, &str)> = std::iter::once(bank).chain(others).collect();
    parties::admit(write, application.id, tenant, &all).await?;
    let looks_at_rights = [parties::BANK, Capacity::Valuer.as_str()];
    for party in all
        .into_iter()
        .filter(|(_, capacity)| looks_at_rights.contains(capacity))
    {
        let (assets, owner) = (&application.assets, &application.enterprise);
        parties::admit_to_assets(write, assets, owner, party).await?;
    }
    Ok(())
}

/// The last day on which an approval may be signed.
pub(super) fn sign_until(application: &Application) -> Option<NaiveDate> {
    let approval = application.approval.as_ref();
    approval.map(|approval| approval.sign_until)
}

fn step(application: &Application, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "application.moved",
        aggregate: AGGREGATE,
        id: application.id,
        version: application.version,
        event,
        from,
        to: application.state.as_str(),
    }
}
