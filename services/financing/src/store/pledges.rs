//! Pledges in Postgres. Their rights are held first (`assets::lock_all`), and each right's own step is saved in the same
//! transaction: all of them or none.
use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_database::{OnConstraint, Write};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, Row};
use uuid::Uuid;

use super::parties;
use super::stored::{Step, Stored, record, written};
use crate::domain::pledge::Pledge;
use crate::domain::refused::Refused;
use crate::error::Error;

pub use super::pledge_list::{Filter, Order, SortKey, list};

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "pledge";

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
    .await
    .on_constraint("pledge_asset_asset_id_fkey", Error::from(asset_unknown()))?;
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
    let after = before.moved_to(after);
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

fn asset_unknown() -> Refused {
    Refused::new(
        "ASSET_UNKNOWN",
        "质押清单中的权利不存在",
        "a right of the pledge does not exist",
    )
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
/// was settled, in the order of their ids. Whether the release is overdue, the working days say.
pub async fn unreleased(
    connection: &mut PgConnection,
    day: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Stored<Pledge>, NaiveDate)>, Error> {
    let rows = sqlx::query(
        "SELECT body, tenant, event_sequence, create_time, update_time, settled_on FROM pledge
          WHERE state = 'EFFECTIVE' AND settled_on < $1 AND id > $2
          ORDER BY id LIMIT $3",
    )
    .bind(day)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let mut unreleased = Vec::with_capacity(rows.len());
    for row in &rows {
        unreleased.push((Stored::from_row(row)?, row.try_get("settled_on")?));
    }
    Ok(unreleased)
}

/// The days since which nothing is owed of what these pledges secure; those that still secure something are left out.
pub async fn settled_on(
    connection: &mut PgConnection,
    pledges: &[Uuid],
) -> Result<Vec<(Uuid, NaiveDate)>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, settled_on FROM pledge WHERE id = ANY ($1) AND settled_on IS NOT NULL",
    )
    .bind(pledges)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Keeps up with the loans that a pledge secures: settled once none of them is owed. The one that took a renewed loan's place is
/// among them, unless another pledge secures it.
pub(super) async fn follow_loans(write: &mut Write, pledge: Uuid) -> Result<(), Error> {
    sqlx::query(
        "UPDATE pledge
            SET settled_on = (SELECT CASE WHEN bool_and(loan.state IN ('REPAID', 'RENEWED', 'CLOSED_FULL'))
                                          THEN max(coalesce(loan.repaid_on, (loan.body #>> '{closing,closed_on}')::date,
                                                            (loan.body ->> 'renewed_on')::date)) END
                                FROM loan WHERE loan.pledge_id = pledge.id)
          WHERE id = $1",
    )
    .bind(pledge)
    .execute(&mut **write)
    .await?;
    Ok(())
}
