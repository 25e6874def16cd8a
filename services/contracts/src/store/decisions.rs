//! Rule decisions of a contract and its claims, as they were stored.
use kezhuan_cases::decisions::StoredDecision;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// One stored decision, with the contract it is about, or whose claim it is about.
#[derive(Debug, sqlx::FromRow)]
pub struct OfContract {
    pub contract_id: Uuid,
    #[sqlx(flatten)]
    pub decision: StoredDecision,
}

/// Decisions of a contract and its claims after the one a page ended with, oldest first.
pub async fn page(
    connection: &mut PgConnection,
    contract: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<OfContract>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, case_id, CASE WHEN case_id = $1 THEN 'contract' ELSE 'claim' END AS aggregate, $1::uuid AS contract_id, tenant, rule_tenant, hook, interface_version, legal_date,
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
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<OfContract>, Error> {
    let row = sqlx::query_as(
        "SELECT decision.id, case_id, CASE WHEN claim.id IS NULL THEN 'contract' ELSE 'claim' END AS aggregate,
                coalesce(claim.contract_id, case_id) AS contract_id, decision.tenant,
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
