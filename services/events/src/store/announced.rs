//! What of events goes out as a file: announced events, and who has a place.
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::event::Event;
use crate::domain::registration::Registration;
use crate::error::Error;

/// Announced events that end on this day or later, by their first day; so many at most.
pub async fn events(
    connection: &mut PgConnection,
    tenant: Option<&str>,
    ends_from: NaiveDate,
    limit: i64,
) -> Result<Vec<Stored<Event>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event
          WHERE is_public AND ($1::text IS NULL OR tenant = $1) AND ends_on >= $2
          ORDER BY starts_on, id LIMIT $3",
    )
    .bind(tenant)
    .bind(ends_from)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Everybody who has a place, or had one and did not come, by role and in the order of their registrations.
pub async fn people(
    connection: &mut PgConnection,
    event: Uuid,
) -> Result<Vec<Stored<Registration>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM registration
          WHERE event_id = $1 AND state IN ('CONFIRMED', 'ATTENDED', 'NO_SHOW')
          ORDER BY role, place",
    )
    .bind(event)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
