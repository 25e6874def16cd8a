//! Events that a day brings something to, by that day.
use kezhuan_scheduler::Page;
use sqlx::PgConnection;

use super::stored::Stored;
use crate::domain::event::Event;
use crate::error::Error;

type Found = Result<Vec<Stored<Event>>, Error>;

/// Open events whose last day of registration has passed.
pub async fn registrations_over(connection: &mut PgConnection, page: Page) -> Found {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event
          WHERE state = 'OPEN' AND registration_until + 1 <= $1 AND (registration_until + 1, id) > ($2, $3)
          ORDER BY registration_until + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Approved events whose last day of registration has passed, and nobody opened it.
pub async fn unopened(connection: &mut PgConnection, page: Page) -> Found {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event
          WHERE state = 'APPROVED' AND registration_until + 1 <= $1 AND (registration_until + 1, id) > ($2, $3)
          ORDER BY registration_until + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Events that begin; registration is closed.
pub async fn beginning(connection: &mut PgConnection, page: Page) -> Found {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event
          WHERE state = 'CLOSED_REG' AND starts_on <= $1 AND (starts_on, id) > ($2, $3)
          ORDER BY starts_on, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Running events whose last day has passed.
pub async fn ended(connection: &mut PgConnection, page: Page) -> Found {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event
          WHERE state = 'RUNNING' AND ends_on + 1 <= $1 AND (ends_on + 1, id) > ($2, $3)
          ORDER BY ends_on + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Finished events whose doors upload nothing any more.
pub async fn uploaded(connection: &mut PgConnection, page: Page, upload_days: i32) -> Found {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event
          WHERE state = 'FINISHED' AND ends_on + 1 + $5::int <= $1 AND (ends_on + 1 + $5::int, id) > ($2, $3)
          ORDER BY ends_on + 1 + $5::int, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(upload_days)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Cancelled events that would be over by now, and the names of whose people are not forgotten yet. Of one that was never announced
/// there are none.
pub async fn cancelled(connection: &mut PgConnection, page: Page, timer: &str) -> Found {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event
          WHERE state = 'CANCELLED' AND is_public AND ends_on + 1 <= $1 AND (ends_on + 1, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = $5 AND fired.subject = event.id AND fired.due_on = event.ends_on + 1)
          ORDER BY ends_on + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(timer)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Events whose follow-up is over.
pub async fn followed_up(connection: &mut PgConnection, page: Page, months: i32) -> Found {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM event
          WHERE state = 'FOLLOW_UP' AND ((ends_on + make_interval(months => $5::int))::date + 1) <= $1 AND (((ends_on + make_interval(months => $5::int))::date + 1), id) > ($2, $3)
          ORDER BY ((ends_on + make_interval(months => $5::int))::date + 1), id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(months)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
