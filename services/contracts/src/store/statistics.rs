//! What the statistical return of a period is made of.
use chrono::NaiveDate;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::domain::statistics::{Entry, Period};
use crate::error::Error;

/// Every registered version, seen by the caller, that the return of `period` may need.
pub async fn entries(connection: &mut PgConnection, period: Period) -> Result<Vec<Entry>, Error> {
    let rows: Vec<(Json<_>, Option<NaiveDate>)> = sqlx::query_as(
        "SELECT body, max(ended_on) OVER (PARTITION BY contract_id)
           FROM contract_version
          WHERE registered_on <= $2 AND in_force_from <= $2
            AND (registered_on >= $1 OR EXISTS (SELECT FROM contract_version ended
                  WHERE ended.contract_id = contract_version.contract_id AND ended.ended_on BETWEEN $1 AND $2))
          ORDER BY registered_on, contract_id, form_version",
    )
    .bind(period.start)
    .bind(period.end)
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(Json(version), ended_on)| Entry { version, ended_on })
        .collect())
}
