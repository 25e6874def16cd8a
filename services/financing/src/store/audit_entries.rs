//! Audit entries of a case and of what hangs on it, as they were stored.
use kezhuan_database::AuditRow;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// Entries of a case after the one a page ended with, oldest first; of a loan with those of its pledge, its claims and what
/// was booked for them.
pub async fn page(
    connection: &mut PgConnection,
    case: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AuditRow>, Error> {
    let rows = sqlx::query_as(
        "WITH hanging AS (
             SELECT $1::uuid AS id
              UNION SELECT pledge_id FROM loan WHERE id = $1 AND pledge_id IS NOT NULL
              UNION SELECT id FROM compensation_claim WHERE loan_id = $1
              UNION SELECT id FROM subsidy_claim WHERE loan_id = $1)
         SELECT id, tenant, organisation, actor, action, aggregate, aggregate_id, version, request_id,
                detail::text AS detail, legal_date, occurred_at
           FROM audit
          WHERE aggregate_id = ANY (ARRAY(
                    SELECT id FROM hanging
                     UNION ALL SELECT id FROM ledger_transaction WHERE case_id IN (SELECT id FROM hanging)))
            AND ($2::uuid IS NULL OR id > $2)
          ORDER BY id LIMIT $3",
    )
    .bind(case)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
