//! Pledges in Postgres. Their rights are held first (`assets::lock_all`), and each right's own step is saved in the same
//! transaction: all of them or none.
use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_database::Write;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, Row};
use uuid::Uuid;

use super::parties;
use super::stored::{Place, Step, Stored, record, written};
use crate::domain::pledge::Pledge;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "pledge";

/// What a list of pledges is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub bank: Option<String>,
    pub loan: Option<Uuid>,
    pub asset: Option<Uuid>,
}

/// Adds a prepared pledge; the bank that wrote it down names the others. `events`: how many that publishes.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    pledge: Pledge,
    events: i64,
) -> Result<Stored<Pledge>, Error> {
    write.in_tenant(tenant);
    let others = [
        (pledge.pledgor.as_str(), parties::PLEDGOR),
        (pledge.borrower.as_str(), parties::BORROWER),
    ];
    parties::open(write, pledge.id, tenant, &pledge.bank, &others).await?;
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(
        "INSERT INTO pledge (id, tenant, version, event_sequence, state, loan_id, bank, pledgor, borrower, secured_fen,
                             debt_end, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
    )
    .bind(pledge.id)
    .bind(tenant)
    .bind(pledge.version)
    .bind(events)
    .bind(pledge.state.as_str())
    .bind(pledge.loan)
    .bind(&pledge.bank)
    .bind(&pledge.pledgor)
    .bind(&pledge.borrower)
    .bind(pledge.secured.get())
    .bind(pledge.debt_end)
    .bind(Json(&pledge))
    .bind(now)
    .execute(&mut **write)
    .await?;
    let assets: Vec<Uuid> = pledge.assets.iter().map(|covered| covered.asset).collect();
    sqlx::query(
        "INSERT INTO pledge_asset (pledge_id, asset_id, tenant)
         SELECT $1, asset_id, $2 FROM unnest($3::uuid[]) AS covered(asset_id)",
    )
    .bind(pledge.id)
    .bind(tenant)
    .bind(assets)
    .execute(&mut **write)
    .await?;
    record(write, step(&pledge, "PledgePrepared", ""));
    Ok(Stored {
        body: pledge,
        tenant: tenant.to_owned(),
        event_sequence: events,
        create_time: now,
        update_time: now,
    })
}

/// Saves a pledge after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Pledge>,
    after: Pledge,
    event: &'static str,
) -> Result<Stored<Pledge>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after, Utc::now().trunc_subsecs(6));
    let pledge = &after.body;
    let done = sqlx::query(
        "UPDATE pledge SET version = $3, event_sequence = $4, state = $5, secured_fen = $6, debt_end = $7,
                           answer_due_on = $8, body = $9, update_time = $10
          WHERE id = $1 AND version = $2",
    )
    .bind(pledge.id)
    .bind(before.body.version)
    .bind(pledge.version)
    .bind(after.event_sequence)
    .bind(pledge.state.as_str())
    .bind(pledge.secured.get())
    .bind(pledge.debt_end)
    .bind(pledge.answer_due_on)
    .bind(Json(pledge))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(pledge, event, before.body.state.as_str()));
    Ok(after)
}

fn step(pledge: &Pledge, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "pledge.moved",
        aggregate: AGGREGATE,
        id: pledge.id,
        version: pledge.version,
        event,
        from,
        to: pledge.state.as_str(),
    }
}

/// The pledge, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Pledge>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM pledge WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The pledge, held until the transaction ends. Held before its rights.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Pledge>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM pledge WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of the pledges the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Stored<Pledge>>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM pledge
          WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR bank = $2)
            AND ($3::uuid IS NULL OR loan_id = $3)
            AND ($4::uuid IS NULL OR EXISTS (SELECT FROM pledge_asset covered
                                              WHERE covered.pledge_id = pledge.id AND covered.asset_id = $4))
            AND ($5::timestamptz IS NULL OR (create_time, id) < ($5, $6))
          ORDER BY create_time DESC, id DESC LIMIT $7",
    )
    .bind(&filter.state)
    .bind(&filter.bank)
    .bind(filter.loan)
    .bind(filter.asset)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Filed pledges that the registry should have answered before `today`, in the order of their ids.
pub async fn unanswered(
    connection: &mut PgConnection,
    today: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Pledge>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM pledge
          WHERE state = 'FILED' AND answer_due_on < $1 AND id > $2
          ORDER BY id LIMIT $3",
    )
    .bind(today)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Pledges that still lie on their rights though no loan they secure is owed since before `day`, with the day the last
/// was repaid, in the order of their ids. Whether the release is overdue, the working days say.
pub async fn unreleased(
    connection: &mut PgConnection,
    day: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Stored<Pledge>, NaiveDate)>, Error> {
    let rows = sqlx::query(
        "SELECT pledge.body, pledge.tenant, pledge.event_sequence, pledge.create_time, pledge.update_time, settled.last_day
           FROM pledge
           JOIN LATERAL (SELECT max(coalesce(repaid_on, (body #>> '{closing,closed_on}')::date)) AS last_day,
                                bool_and(state IN ('REPAID', 'RENEWED', 'CLOSED_FULL')) AS all_settled
                           FROM loan WHERE loan.pledge_id = pledge.id) settled ON settled.all_settled
          WHERE pledge.state = 'EFFECTIVE' AND settled.last_day < $1 AND pledge.id > $2
          ORDER BY pledge.id LIMIT $3",
    )
    .bind(day)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let mut unreleased = Vec::with_capacity(rows.len());
    for row in &rows {
        unreleased.push((Stored::from_row(row)?, row.try_get("last_day")?));
    }
    Ok(unreleased)
}
