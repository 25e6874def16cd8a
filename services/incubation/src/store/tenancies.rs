//! Tenancies in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_database::{OnConstraint, Write};
use kezhuan_law::refused::Refused;
use kezhuan_scheduler::{Due, Page};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::parties;
use super::stored::{Step, Stored, record, written};
pub use super::tenancy_list::{Filter, Order, SortKey, list};
use crate::domain::tenancy::{Tenancy, WARNED_DAYS_BEFORE};
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "tenancy";
/// The carrier's side of a case, and the start-up's.
pub const OPERATOR: &str = "OPERATOR";
pub const TENANT: &str = "TENANT";

/// Adds an application, which `by` handed in; its one event is published with it.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    tenancy: Tenancy,
    by: &str,
) -> Result<Stored<Tenancy>, Error> {
    write.in_tenant(tenant);
    let others = [
        (tenancy.operator.as_str(), OPERATOR),
        (tenancy.organisation.as_str(), TENANT),
    ];
    parties::open(write, tenancy.id, tenant, by, &others).await?;
    let stored = Stored::new(tenancy, tenant, 1);
    let tenancy = &stored.body;
    sqlx::query(
        "INSERT INTO tenancy (id, tenant, number, version, event_sequence, state, carrier_id, operator, organisation, uscc,
                              chain, entry_on, failed, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, $13, $14, $14)",
    )
    .bind(tenancy.id)
    .bind(tenant)
    .bind(&tenancy.number)
    .bind(tenancy.version)
    .bind(stored.event_sequence)
    .bind(tenancy.state.as_str())
    .bind(tenancy.carrier)
    .bind(&tenancy.operator)
    .bind(&tenancy.organisation)
    .bind(tenancy.uscc.as_ref().map(|uscc| uscc.as_str()))
    .bind(&tenancy.chain)
    .bind(tenancy.entry_on)
    .bind(Json(tenancy))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await
    .on_constraint(INSIDE_ONCE, Error::from(already_inside()))?;
    record(write, step(tenancy, "TenancyApplied", ""));
    Ok(stored)
}

/// Saves a tenancy after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Tenancy>,
    after: Tenancy,
    event: &'static str,
) -> Result<Stored<Tenancy>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let tenancy = &after.body;
    let done = sqlx::query(
        "UPDATE tenancy SET version = $3, event_sequence = $4, state = $5, chain = $6, until_on = $7, warned_on = $8,
                            left_on = $9, failed = $10, body = $11, update_time = $12, latest_exit = $13,
                            uscc = $14
          WHERE id = $1 AND version = $2",
    )
    .bind(tenancy.id)
    .bind(before.body.version)
    .bind(tenancy.version)
    .bind(after.event_sequence)
    .bind(tenancy.state.as_str())
    .bind(&tenancy.chain)
    .bind(tenancy.until)
    .bind(tenancy.warned_on)
    .bind(tenancy.left_on)
    .bind(tenancy.failure.is_some())
    .bind(Json(tenancy))
    .bind(after.update_time)
    .bind(tenancy.latest_exit)
    .bind(tenancy.uscc.as_ref().map(|uscc| uscc.as_str()))
    .execute(&mut **write)
    .await
    .on_constraint(INSIDE_ONCE, Error::from(already_inside()))?;
    written(&done)?;
    record(write, step(tenancy, event, before.body.state.as_str()));
    Ok(after)
}

/// The tenancy, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Tenancy>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM tenancy WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The tenancy, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Tenancy>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM tenancy WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Every tenancy of a carrier that the caller may read.
pub async fn of_carrier(
    connection: &mut PgConnection,
    carrier: Uuid,
) -> Result<Vec<Stored<Tenancy>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM tenancy WHERE carrier_id = $1 ORDER BY id",
    )
    .bind(carrier)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Stays whose last day has passed.
pub async fn ended(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Due<Stored<Tenancy>>>, Error> {
    let rows: Vec<Stored<Tenancy>> = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM tenancy
          WHERE state = 'INCUBATING' AND until_on + 1 <= $1 AND (until_on + 1, id) > ($2, $3)
          ORDER BY until_on, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    let due = rows.into_iter().filter_map(|row| {
        let due_on = row.body.until.and_then(|until| until.succ_opt())?;
        Some(due(row, due_on))
    });
    Ok(due.collect())
}

/// Stays that end soon, of which nobody was told yet.
pub async fn ending(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Due<Stored<Tenancy>>>, Error> {
    let days = i32::try_from(WARNED_DAYS_BEFORE).unwrap_or(i32::MAX);
    let rows: Vec<Stored<Tenancy>> = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM tenancy
          WHERE state = 'INCUBATING' AND warned_on IS NULL AND until_on - $5::int <= $1 AND until_on >= $1
            AND (until_on - $5::int, id) > ($2, $3)
          ORDER BY until_on, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(days)
    .fetch_all(connection)
    .await?;
    let due = rows.into_iter().filter_map(|row| {
        let before = chrono::Days::new(WARNED_DAYS_BEFORE);
        let due_on = row
            .body
            .until
            .and_then(|until| until.checked_sub_days(before))?;
        Some(due(row, due_on))
    });
    Ok(due.collect())
}

/// Applications that wait for a person since before a newer rule was adopted, in the order of their ids.
pub async fn waiting_for_a_rule(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Tenancy>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM tenancy
          WHERE state = 'MANUAL' AND id > $1
            AND EXISTS (SELECT FROM rule_entry entry
                         WHERE entry.tenant IN (tenancy.tenant, incubation_city(tenancy.tenant))
                           AND split_part(entry.hook, '@', 1) = 'inc.admission' AND entry.adopt_time > tenancy.update_time)
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

fn due(row: Stored<Tenancy>, due_on: chrono::NaiveDate) -> Due<Stored<Tenancy>> {
    Due {
        due_on,
        subject: row.body.id,
        row,
    }
}

const INSIDE_ONCE: &str = "tenancy_inside_once";

/// The same enterprise is in this carrier already, or has applied.
fn already_inside() -> Refused {
    Refused::new(
        "ALREADY_TENANT",
        "该企业已在本载体在孵或已提交申请",
        "the enterprise is a tenant of this carrier, or has applied to it, already",
    )
}

fn step(tenancy: &Tenancy, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "tenancy.moved",
        aggregate: AGGREGATE,
        id: tenancy.id,
        version: tenancy.version,
        event,
        from,
        to: tenancy.state.as_str(),
    }
}
