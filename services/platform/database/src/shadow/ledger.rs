//! Table `shadow_ledger`: what a shadow would have answered, decision by decision.
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::ShadowRow;

/// One decision beside what the shadow would have answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct LedgerRow {
    pub decision_id: Uuid,
    pub leaf_index: i64,
    pub case_id: Uuid,
    /// The case's.
    pub tenant: String,
    pub legal_date: NaiveDate,
    /// `SAME`, `EXPLAINED`, `CHANGED`.
    pub verdict: String,
    pub before_answered: bool,
    pub before_ok: bool,
    pub before_fen: i64,
    pub before_reasons: Vec<String>,
    pub after_answered: bool,
    pub after_ok: bool,
    pub after_fen: i64,
    pub after_reasons: Vec<String>,
    /// Whether another decision stands in its place now: asked when the line is read, and not kept.
    pub outdone: bool,
}

/// Adds `rows` and moves the shadow on to `next_leaf`, unless it ended or somebody else moved it since it was read. Answers
/// whether it did.
pub async fn record(
    connection: &mut PgConnection,
    shadow: &ShadowRow,
    next_leaf: i64,
    rows: &[LedgerRow],
) -> Result<bool, sqlx::Error> {
    let moved = sqlx::query(
        "UPDATE adopted_shadow SET next_leaf = $3, problem = '' WHERE id = $1 AND next_leaf = $2 AND running",
    )
    .bind(shadow.id)
    .bind(shadow.next_leaf)
    .bind(next_leaf)
    .execute(&mut *connection)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO shadow_ledger (shadow_id, decision_id, leaf_index, case_id, tenant, legal_date, verdict,
                before_answered, before_ok, before_fen, before_reasons, after_answered, after_ok, after_fen, after_reasons)
         SELECT $1::uuid, decision_id, leaf_index, case_id, tenant, legal_date, verdict,
                before_answered, before_ok, before_fen, before_reasons, after_answered, after_ok, after_fen, after_reasons
           FROM jsonb_to_recordset($2::jsonb) AS line(decision_id uuid, leaf_index bigint, case_id uuid, tenant text,
                legal_date date, verdict text, before_answered boolean, before_ok boolean, before_fen bigint,
                before_reasons text[], after_answered boolean, after_ok boolean, after_fen bigint, after_reasons text[])
         ON CONFLICT DO NOTHING",
    )
    .bind(shadow.id)
    .bind(Json(rows))
    .execute(connection)
    .await?;
    Ok(true)
}

/// Lines the caller may see from leaf `from` on and below leaf `below`, in the log's order.
pub async fn entries(
    connection: &mut PgConnection,
    shadow: Uuid,
    (from, below): (i64, i64),
    limit: i64,
) -> Result<Vec<LedgerRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT decision_id, leaf_index, case_id, tenant, legal_date, verdict, before_answered, before_ok, before_fen,
                before_reasons, after_answered, after_ok, after_fen, after_reasons, outdone.id IS NOT NULL AS outdone
           FROM (SELECT * FROM shadow_ledger WHERE shadow_id = $1 AND leaf_index >= $2 AND leaf_index < $3
                  ORDER BY leaf_index LIMIT $4) AS line
                LEFT JOIN outdone_decision outdone ON outdone.id = line.decision_id
          ORDER BY leaf_index",
    )
    .bind(shadow)
    .bind(from)
    .bind(below)
    .bind(limit)
    .fetch_all(connection)
    .await
}
