//! Registrations that an event leaves behind: who was not seen, and who holds what is no more.
use chrono::NaiveDate;
use kezhuan_scheduler::Page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::registration::Registration;
use crate::error::Error;

type Found = Result<Vec<(Stored<Registration>, NaiveDate)>, Error>;

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    stored: Stored<Registration>,
    due_on: NaiveDate,
}

/// People with a place whom no door has told of by the end of uploads, with the day on which they become no-shows.
pub async fn absent(connection: &mut PgConnection, page: Page, upload_days: i32) -> Found {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT registration.body, registration.tenant, registration.event_sequence, registration.create_time,
                registration.update_time, event.ends_on + 1 + $5::int AS due_on
           FROM registration JOIN event ON event.id = registration.event_id
          WHERE registration.state = 'CONFIRMED' AND event.state IN ('FINISHED', 'FOLLOW_UP', 'ARCHIVED')
            AND event.ends_on + 1 + $5::int <= $1 AND (event.ends_on + 1 + $5::int, registration.id) > ($2, $3)
          ORDER BY event.ends_on + 1 + $5::int, registration.id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(upload_days)
    .fetch_all(connection)
    .await?;
    Ok(with_days(rows))
}

/// What a cancelled event leaves open, and who still waits for one that is over.
pub async fn left_over(connection: &mut PgConnection, page: Page) -> Found {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT registration.body, registration.tenant, registration.event_sequence, registration.create_time,
                registration.update_time, event.left_on AS due_on
           FROM registration
           JOIN (SELECT id, state, CASE state WHEN 'CANCELLED' THEN (body->'cancellation'->>'on')::date
                                              ELSE ends_on + 1 END AS left_on
                   FROM event WHERE state IN ('CANCELLED', 'FINISHED', 'FOLLOW_UP', 'ARCHIVED')) event
             ON event.id = registration.event_id
          WHERE (registration.state IN ('WAITLISTED', 'MANUAL')
                 OR (registration.state = 'CONFIRMED' AND event.state = 'CANCELLED'))
            AND event.left_on <= $1 AND (event.left_on, registration.id) > ($2, $3)
          ORDER BY event.left_on, registration.id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(with_days(rows))
}

fn with_days(rows: Vec<Row>) -> Vec<(Stored<Registration>, NaiveDate)> {
    rows.into_iter()
        .map(|row| (row.stored, row.due_on))
        .collect()
}

/// Registrations of events that have not begun, which wait for their rule and have a newer one since, after this id.
pub async fn waiting(
    connection: &mut PgConnection,
    after: Uuid,
    size: i64,
) -> Result<Vec<Stored<Registration>>, Error> {
    let rows = sqlx::query_as(
        "SELECT registration.body, registration.tenant, registration.event_sequence, registration.create_time,
                registration.update_time
           FROM registration JOIN event ON event.id = registration.event_id
          WHERE registration.state = 'MANUAL' AND event.state IN ('OPEN', 'CLOSED_REG') AND registration.id > $1
            AND EXISTS (SELECT FROM rule_entry entry
                         WHERE entry.tenant IN (registration.tenant, events_city(registration.tenant))
                           AND split_part(entry.hook, '@', 1) = 'evt.registration'
                           AND entry.adopt_time > registration.update_time)
          ORDER BY registration.id LIMIT $2",
    )
    .bind(after)
    .bind(size)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
