//! Audit entries of a case and of what hangs on it, as they were stored. The service's function `case_with_hanging(uuid)` says
//! what hangs on a case: its own id, and those of what is kept beside it.
use kezhuan_database::AuditRow;
use sqlx::PgConnection;
use uuid::Uuid;

/// Entries of a case after the one a page ended with, oldest first.
pub async fn page(
    connection: &mut PgConnection,
    case: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AuditRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, tenant, organisation, actor, action, aggregate, aggregate_id, version, request_id,
                detail::text AS detail, legal_date, occurred_at
           FROM audit
          WHERE aggregate_id = ANY (ARRAY(SELECT case_with_hanging($1))) AND ($2::uuid IS NULL OR id > $2)
          ORDER BY id LIMIT $3",
    )
    .bind(case)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}
