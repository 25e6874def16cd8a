//! Nominations whose days have come, and those that a newer rule may answer.
use kezhuan_scheduler::Page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::nomination::Nomination;
use crate::error::Error;

/// Published nominations whose notice is over, and not told of yet.
pub async fn notices_over(
    connection: &mut PgConnection,
    page: Page,
    timer: &str,
) -> Result<Vec<Stored<Nomination>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time
           FROM (SELECT nomination.*, (body->'notice'->>'last_day')::date + 1 AS over_on
                   FROM nomination WHERE state = 'PUBLISHED') published
          WHERE over_on <= $1 AND (over_on, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = $5 AND fired.subject = published.id AND fired.due_on = published.over_on)
          ORDER BY over_on, id LIMIT $4",
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

/// Nominations whose scores are overdue, and not told of yet.
pub async fn scores_overdue(
    connection: &mut PgConnection,
    page: Page,
    timer: &str,
) -> Result<Vec<Stored<Nomination>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM nomination
          WHERE state = 'VALID' AND score_due_on + 1 <= $1 AND (score_due_on + 1, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = $5 AND fired.subject = nomination.id
                               AND fired.due_on = nomination.score_due_on + 1)
          ORDER BY score_due_on + 1, id LIMIT $4",
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

/// Nominations that wait for their rule and have a newer one since, after this id. An assignment may wait for any authority's:
/// the city's, or that of an expert's college.
pub async fn waiting(
    connection: &mut PgConnection,
    after: Uuid,
    size: i64,
) -> Result<Vec<Stored<Nomination>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM nomination
          WHERE state = 'MANUAL' AND id > $1
            AND EXISTS (SELECT FROM rule_entry entry
                         WHERE entry.adopt_time > nomination.update_time
                           AND CASE nomination.blocked
                                    WHEN 'ASSIGNMENT' THEN split_part(entry.hook, '@', 1) = 'evt.coi'
                                    WHEN 'PRIZE' THEN entry.tenant = nomination.tenant
                                         AND split_part(entry.hook, '@', 1) = 'evt.prize'
                                    ELSE entry.tenant = nomination.tenant
                                         AND split_part(entry.hook, '@', 1) = 'evt.award.score' END)
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(size)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
