//! Audit entries of a contract and all that hangs on it, as they were stored.
use kezhuan_database::AuditRow;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// Entries of a contract, its claims, appeals and incomes after the one a page ended with, oldest first.
pub async fn page(
    connection: &mut PgConnection,
    contract: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AuditRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, tenant, organisation, actor, action, aggregate, aggregate_id, version, request_id,
                detail::text AS detail, legal_date, occurred_at
           FROM audit
          WHERE aggregate_id = ANY (ARRAY(
                    SELECT $1::uuid
                     UNION ALL SELECT id FROM claim WHERE contract_id = $1
                     UNION ALL SELECT id FROM appeal WHERE contract_id = $1
                     UNION ALL SELECT id FROM income_verification WHERE contract_id = $1))
            AND ($2::uuid IS NULL OR id > $2)
          ORDER BY id LIMIT $3",
    )
    .bind(contract)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
