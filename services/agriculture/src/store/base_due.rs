//! Bases whose days have come, by the first day on which each may be taken, and then by id.
use kezhuan_scheduler::Page;
use sqlx::PgConnection;

use super::stored::Stored;
use crate::domain::transformation_base::Base;
use crate::error::Error;

/// Proposed bases whose public notice is over, and not told of yet.
pub async fn notices_over(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Stored<Base>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time
           FROM (SELECT base.*, (body->'notice'->>'last_day')::date + 1 AS over_on FROM base WHERE state = 'PROPOSED') published
          WHERE over_on <= $1 AND (over_on, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = 'base.notice_over' AND fired.subject = published.id
                               AND fired.due_on = published.over_on)
          ORDER BY over_on, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Bases that carry a plate, whose term's last day has passed.
pub async fn terms_over(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Stored<Base>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM base
          WHERE state IN ('ACCREDITED', 'RECTIFYING', 'WARNED')
            AND valid_until + 1 <= $1 AND (valid_until + 1, id) > ($2, $3)
          ORDER BY valid_until + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Bases whose assessment falls due within `days`, and is not told of yet.
pub async fn assessments_due(
    connection: &mut PgConnection,
    page: Page,
    days: i32,
) -> Result<Vec<Stored<Base>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM base
          WHERE state IN ('ACCREDITED', 'WARNED')
            AND assess_due_on - $5::int <= $1 AND assess_due_on >= $1 AND (assess_due_on - $5::int, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = 'base.assessment_due' AND fired.subject = base.id
                               AND fired.due_on = base.assess_due_on - $5::int)
          ORDER BY assess_due_on - $5::int, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(days)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Bases whose assessment is overdue, and not told of yet.
pub async fn assessments_overdue(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Stored<Base>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM base
          WHERE state IN ('ACCREDITED', 'WARNED')
            AND assess_due_on + 1 <= $1 AND (assess_due_on + 1, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = 'base.assessment_overdue' AND fired.subject = base.id
                               AND fired.due_on = base.assess_due_on + 1)
          ORDER BY assess_due_on + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Bases whose rectification is overdue, and not told of yet.
pub async fn rectifications_overdue(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Stored<Base>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM base
          WHERE state = 'RECTIFYING' AND rectify_until + 1 <= $1 AND (rectify_until + 1, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = 'base.rectification_overdue' AND fired.subject = base.id
                               AND fired.due_on = base.rectify_until + 1)
          ORDER BY rectify_until + 1, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Bases without a renewal whose term ends within `days`, and not told of yet.
pub async fn renewals_due(
    connection: &mut PgConnection,
    page: Page,
    days: i32,
) -> Result<Vec<Stored<Base>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM base
          WHERE state = 'ACCREDITED' AND NOT renewal_filed
            AND valid_until - $5::int <= $1 AND valid_until >= $1 AND (valid_until - $5::int, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = 'base.renewal_due' AND fired.subject = base.id
                               AND fired.due_on = base.valid_until - $5::int)
          ORDER BY valid_until - $5::int, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(days)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
