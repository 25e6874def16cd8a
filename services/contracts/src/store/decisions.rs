//! Rule decisions of a contract and its claims, as they were stored.
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// One stored decision.
#[derive(Debug, sqlx::FromRow)]
pub struct StoredDecision {
    pub id: Uuid,
    pub case_id: Uuid,
    /// The contract it is about, or whose claim it is about.
    pub contract_id: Uuid,
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

/// Decisions of a contract and its claims after the one a page ended with, oldest first.
pub async fn page(
    connection: &mut PgConnection,
    contract: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<StoredDecision>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, case_id, $1::uuid AS contract_id, tenant, rule_tenant, hook, interface_version, legal_date,
                package_digest, settings_digest, input, outcome, outcome_kind, reasons, fuel, created_at, digest
           FROM decision
          WHERE (case_id = $1 OR case_id IN (SELECT id FROM claim WHERE contract_id = $1))
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

/// One decision by its id, with the contract it belongs to.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<StoredDecision>, Error> {
    let row = sqlx::query_as(
        "SELECT decision.id, case_id, coalesce(claim.contract_id, case_id) AS contract_id, decision.tenant,
                rule_tenant, hook, interface_version, legal_date, package_digest, settings_digest, input, outcome,
                outcome_kind, reasons, fuel, created_at, digest
           FROM decision LEFT JOIN claim ON claim.id = decision.case_id
          WHERE decision.id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(row)
}
