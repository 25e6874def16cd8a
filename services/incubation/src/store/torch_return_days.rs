//! Yearly returns that a day brings something to: which are to be opened, which are due soon, and which are late.
use chrono::NaiveDate;
use kezhuan_scheduler::{Due, Page};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, Row};
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::carrier::Carrier;
use crate::domain::torch_return::TorchReturn;
use crate::error::Error;

/// Reminds operators before the due day.
pub const REMIND: &str = "torch_return.remind";

/// Carriers that had a status on some day of a year and have no return of it, not even one that was withdrawn; in the order of
/// their ids. Whether they still hold one does not matter: the year was theirs.
pub async fn unopened(
    connection: &mut PgConnection,
    year: i32,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Carrier>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM carrier
          WHERE id > $2
            AND EXISTS (SELECT FROM jsonb_array_elements(body -> 'statuses') AS held
                         WHERE (held ->> 'since')::date <= make_date($1::int, 12, 31)
                           AND coalesce((held ->> 'until')::date, 'infinity') >= make_date($1::int, 1, 1))
            AND NOT EXISTS (SELECT FROM torch_return done WHERE done.carrier_id = carrier.id AND done.year = $1::int)
          ORDER BY id LIMIT $3",
    )
    .bind(year)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Returns that are with their operators and late, which nobody has marked.
pub async fn late(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Due<Stored<TorchReturn>>>, Error> {
    let rows: Vec<DueRow> = sqlx::query_as(
        "SELECT due_on + 1 AS fell_due_on, body, tenant, event_sequence, create_time, update_time FROM torch_return
          WHERE state IN ('OPEN', 'FILLED', 'RETURNED') AND overdue_since IS NULL
            AND due_on + 1 <= $1 AND (due_on + 1, id) > ($2, $3)
          ORDER BY due_on + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(DueRow::due).collect())
}

/// Returns whose operators are to be reminded: on the latest of the days before the due one that has come, once.
pub async fn due_soon(
    connection: &mut PgConnection,
    days_before: &[i32],
    page: Page,
) -> Result<Vec<Due<Stored<TorchReturn>>>, Error> {
    let rows: Vec<DueRow> = sqlx::query_as(
        "SELECT fell_due_on, body, tenant, event_sequence, create_time, update_time
           FROM torch_return,
                LATERAL (SELECT max(due_on - days) AS fell_due_on FROM unnest($5::int[]) AS days
                          WHERE due_on - days <= $1) AS reminder
          WHERE state IN ('OPEN', 'FILLED', 'RETURNED') AND due_on >= $1
            AND (fell_due_on, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = $6 AND fired.subject = torch_return.id AND fired.due_on = fell_due_on)
          ORDER BY fell_due_on, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(days_before)
    .bind(REMIND)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(DueRow::due).collect())
}

struct DueRow {
    fell_due_on: NaiveDate,
    stored: Stored<TorchReturn>,
}

impl<'r> FromRow<'r, PgRow> for DueRow {
    fn from_row(row: &'r PgRow) -> Result<DueRow, sqlx::Error> {
        Ok(DueRow {
            fell_due_on: row.try_get("fell_due_on")?,
            stored: Stored::from_row(row)?,
        })
    }
}

impl DueRow {
    fn due(self) -> Due<Stored<TorchReturn>> {
        Due {
            due_on: self.fell_due_on,
            subject: self.stored.body.id,
            row: self.stored,
        }
    }
}
