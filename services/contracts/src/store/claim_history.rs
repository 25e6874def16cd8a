//! What a claimant has had from a tenant in a year: the history an incentive rule is told.
use chrono::{Datelike, NaiveDate};
use sqlx::PgConnection;

use crate::error::Error;
use crate::rules::tc_incentive::History;

/// The year of `today` so far; `claimant` is the paying tenant and the organisation that claims.
pub async fn of_year(
    connection: &mut PgConnection,
    (tenant, organisation): (&str, &str),
    today: NaiveDate,
) -> Result<History, Error> {
    let (paid_year_fen, prior_j_fen): (i64, i64) = sqlx::query_as(
        "SELECT coalesce(sum(amount_fen), 0)::bigint, coalesce(sum(counted_fen), 0)::bigint
           FROM claim
          WHERE tenant = $1 AND organisation = $2 AND year = $3
            AND state IN ('COMPUTED', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING')",
    )
    .bind(tenant)
    .bind(organisation)
    .bind(today.year())
    .fetch_one(connection)
    .await?;
    Ok(History {
        paid_year_fen,
        prior_j_fen,
    })
}
