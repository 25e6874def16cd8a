//! Rule decisions of a case, as they were stored. The service's function `case_aggregate(uuid)` says what kind of case an id
//! names.
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// One stored decision.
#[derive(Debug, sqlx::FromRow)]
pub struct StoredDecision {
    pub id: Uuid,
    /// What the rule was asked about.
    pub case_id: Uuid,
    /// The table the case stands in, as its store names the aggregate; empty of one that nobody knows.
    pub aggregate: String,
    pub tenant: String,
    pub rule_tenant: String,
    pub hook: String,
    pub interface_version: String,
    pub legal_date: NaiveDate,
    pub package_digest: Option<Vec<u8>>,
    pub settings_digest: Option<Vec<u8>>,
    pub input: Vec<u8>,
    pub outcome: Vec<u8>,
    pub outcome_kind: String,
    pub reasons: sqlx::types::Json<Vec<String>>,
    pub fuel: i64,
    pub created_at: DateTime<Utc>,
    pub digest: Vec<u8>,
}

/// Decisions of a case after the one a page ended with, oldest first.
pub async fn page(
    connection: &mut PgConnection,
    case: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<StoredDecision>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, case_id, case_aggregate(case_id) AS aggregate, tenant, rule_tenant, hook, interface_version, legal_date,
                package_digest, settings_digest, input, outcome, outcome_kind, reasons, fuel, created_at, digest
           FROM decision
          WHERE case_id = $1 AND ($2::uuid IS NULL OR id > $2)
          ORDER BY id LIMIT $3",
    )
    .bind(case)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// One decision by its id.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<StoredDecision>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, case_id, case_aggregate(case_id) AS aggregate, tenant, rule_tenant, hook, interface_version, legal_date,
                package_digest, settings_digest, input, outcome, outcome_kind, reasons, fuel, created_at, digest
           FROM decision WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
}

/// Whether a rule that was asked about a case gave no answer that could be used.
pub async fn has_failed(
    connection: &mut PgConnection,
    case: Uuid,
    hook: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM decision
                         WHERE case_id = $1 AND hook = $2 AND outcome_kind IN ('FAILED', 'REFUSED_BY_HOST'))",
    )
    .bind(case)
    .bind(hook)
    .fetch_one(connection)
    .await
}
