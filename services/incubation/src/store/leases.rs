//! Leases in Postgres. That no unit is let twice on a day is the database's to hold, whoever checked before.
use chrono::NaiveDate;
use kezhuan_database::{OnConstraint, Write};
use kezhuan_scheduler::{Due, Page};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

pub use super::lease_list::{Filter, Order, SortKey, list};
use super::stored::{Step, Stored, record, written};
use super::{parties, tenancies};
use crate::domain::lease::{Lease, Standing, overlap};
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "lease";

/// Adds an offer; its one event is published with it.
pub async fn insert(write: &mut Write, tenant: &str, lease: Lease) -> Result<Stored<Lease>, Error> {
    write.in_tenant(tenant);
    let others = [
        (lease.operator.as_str(), tenancies::OPERATOR),
        (lease.tenant.as_str(), tenancies::TENANT),
    ];
    parties::open(write, lease.id, tenant, &lease.operator, &others).await?;
    let stored = Stored::new(lease, tenant, 1);
    let lease = &stored.body;
    sqlx::query(
        "INSERT INTO lease (id, tenant, number, version, event_sequence, state, carrier_id, unit_id, tenancy_id, lessee,
                            area_c, starts_on, ends_on, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)",
    )
    .bind(lease.id)
    .bind(tenant)
    .bind(&lease.number)
    .bind(lease.version)
    .bind(stored.event_sequence)
    .bind(lease.state.as_str())
    .bind(lease.carrier)
    .bind(lease.unit)
    .bind(lease.tenancy)
    .bind(&lease.tenant)
    .bind(lease.area_c)
    .bind(lease.starts_on)
    .bind(lease.ends_on)
    .bind(Json(lease))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(lease, "LeaseOffered", ""));
    Ok(stored)
}

/// Saves a lease after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Lease>,
    after: Lease,
    event: &'static str,
) -> Result<Stored<Lease>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let lease = &after.body;
    let (first, last) = lease.occupied().unzip();
    let done = sqlx::query(
        "UPDATE lease SET version = $3, event_sequence = $4, state = $5, body = $6, update_time = $7,
                          occupied = CASE WHEN $8::date IS NOT NULL THEN daterange($8::date, $9::date, '[]') END
          WHERE id = $1 AND version = $2",
    )
    .bind(lease.id)
    .bind(before.body.version)
    .bind(lease.version)
    .bind(after.event_sequence)
    .bind(lease.state.as_str())
    .bind(Json(lease))
    .bind(after.update_time)
    .bind(first)
    .bind(last)
    .execute(&mut **write)
    .await
    .on_constraint("lease_overlap", Error::from(overlap()))?;
    written(&done)?;
    record(write, step(lease, event, before.body.state.as_str()));
    Ok(after)
}

/// The lease, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored<Lease>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM lease WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The lease, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Lease>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM lease WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// How unit and carrier stand for a lease that is about to be signed; the carrier's area stands still until the write ends.
pub async fn standing(
    write: &mut Write,
    lease: Uuid,
    is_incubating: bool,
) -> Result<Standing, Error> {
    let (is_unit_taken, let_area_c, tenant_area_c): (bool, i64, Option<i64>) =
        sqlx::query_as("SELECT is_unit_taken, let_area_c, tenant_area_c FROM lease_standing($1)")
            .bind(lease)
            .fetch_one(&mut **write)
            .await?;
    Ok(Standing {
        is_incubating,
        is_unit_taken,
        let_area_c,
        tenant_area_c,
    })
}

/// Whether a lease of a unit, or an offer of it, reaches beyond a day, as far as the caller may read them.
pub async fn runs_beyond(
    connection: &mut PgConnection,
    unit: Uuid,
    day: NaiveDate,
) -> Result<bool, Error> {
    let runs: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM lease
                         WHERE unit_id = $1 AND (state = 'OFFERED' AND ends_on > $2::date OR upper(occupied) > $2::date + 1))",
    )
    .bind(unit)
    .bind(day)
    .fetch_one(connection)
    .await?;
    Ok(runs)
}

/// Every lease of a carrier that the caller may read.
pub async fn of_carrier(
    connection: &mut PgConnection,
    carrier: Uuid,
) -> Result<Vec<Stored<Lease>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM lease WHERE carrier_id = $1 ORDER BY id",
    )
    .bind(carrier)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Signed leases whose first day has come.
pub async fn starting(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Due<Stored<Lease>>>, Error> {
    let rows: Vec<Stored<Lease>> = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM lease
          WHERE state = 'SIGNED' AND starts_on <= $1 AND (starts_on, id) > ($2, $3)
          ORDER BY starts_on, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    let due = rows.into_iter().map(|row| {
        let starts_on = row.body.starts_on;
        due(row, starts_on)
    });
    Ok(due.collect())
}

/// Leases whose last day has passed.
pub async fn ending(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Due<Stored<Lease>>>, Error> {
    let rows: Vec<Stored<Lease>> = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM lease
          WHERE state = 'ACTIVE' AND ends_on + 1 <= $1 AND (ends_on + 1, id) > ($2, $3)
          ORDER BY ends_on, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    let due = rows.into_iter().filter_map(|row| {
        let due_on = row.body.ends_on.succ_opt()?;
        Some(due(row, due_on))
    });
    Ok(due.collect())
}

fn due(row: Stored<Lease>, due_on: NaiveDate) -> Due<Stored<Lease>> {
    Due {
        due_on,
        subject: row.body.id,
        row,
    }
}

fn step(lease: &Lease, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "lease.moved",
        aggregate: AGGREGATE,
        id: lease.id,
        version: lease.version,
        event,
        from,
        to: lease.state.as_str(),
    }
}
