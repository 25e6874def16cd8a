//! Stored decisions in the order of the sealed log, as far as a shadow has not been asked them.
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::ShadowRow;
use crate::past::PastDecision;

/// Leaves that are looked at in one go, and what of their decisions is read at once.
const LEAVES_MAX: i64 = 4_096;
const ROWS_MAX: i64 = 512;
const BYTES_MAX: i64 = 1 << 20;

/// What a shadow is asked next.
#[derive(Debug)]
pub struct Asked {
    /// Each with its place in the log.
    pub decisions: Vec<(i64, PastDecision)>,
    /// The first leaf behind them.
    pub next_leaf: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    leaf_index: i64,
    id: Uuid,
    case_id: Uuid,
    tenant: String,
    legal_date: NaiveDate,
    outcome_kind: String,
    reasons: Option<String>,
    input: Vec<u8>,
    outcome: Vec<u8>,
}

/// How many leaves the sealed log has.
pub async fn log_size(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce(max(leaf_index) + 1, 0) FROM leaf")
        .fetch_one(connection)
        .await
}

/// The next decisions of the shadow's tenant and hook. Leaves below the log's size never change.
pub async fn asked(
    connection: &mut PgConnection,
    shadow: &ShadowRow,
) -> Result<Asked, sqlx::Error> {
    let size = log_size(connection).await?;
    let end = size.min(shadow.next_leaf.saturating_add(LEAVES_MAX));
    // LIMIT keeps the plan at one look by its key for each leaf, however few leaves a table of decisions has.
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT leaf_index, id, case_id, tenant, legal_date, outcome_kind, reasons, input, outcome
           FROM (SELECT leaf.leaf_index, asked.*,
                        coalesce(sum(octet_length(asked.input) + octet_length(asked.outcome))
                                     OVER (ORDER BY leaf.leaf_index ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                                 0) AS bytes_before
                   FROM leaf CROSS JOIN LATERAL (
                        SELECT id, case_id, tenant, legal_date, outcome_kind,
                               CASE outcome_kind WHEN 'REFUSED_BY_HOST' THEN reasons::text END AS reasons, input, outcome
                          FROM decision
                         WHERE decision.id = leaf.row_id AND hook = $3 AND rule_tenant = $4 LIMIT 1) AS asked
                  WHERE leaf.leaf_index >= $1 AND leaf.leaf_index < $2 AND leaf.kind = 2) AS window_of_log
          WHERE bytes_before < $5 ORDER BY leaf_index LIMIT $6",
    )
    .bind(shadow.next_leaf)
    .bind(end)
    .bind(&shadow.hook)
    .bind(&shadow.tenant)
    .bind(BYTES_MAX)
    .bind(ROWS_MAX)
    .fetch_all(connection)
    .await?;
    let bytes: usize = rows
        .iter()
        .map(|row| row.input.len() + row.outcome.len())
        .sum();
    let is_cut = rows.len() as i64 == ROWS_MAX || bytes as i64 >= BYTES_MAX;
    let next_leaf = match rows.last() {
        Some(last) if is_cut => last.leaf_index + 1,
        _ => end,
    };
    Ok(Asked {
        decisions: rows.into_iter().map(Row::past).collect(),
        next_leaf,
    })
}

impl Row {
    fn past(self) -> (i64, PastDecision) {
        let past = PastDecision {
            id: self.id,
            case_id: self.case_id,
            tenant: self.tenant.into(),
            legal_date: self.legal_date,
            outcome_kind: self.outcome_kind.into(),
            reasons: self.reasons.map(Into::into),
            input: self.input.into(),
            outcome: self.outcome.into(),
            // Told when its line is read.
            outdone: false,
        };
        (self.leaf_index, past)
    }
}

/// Decisions the caller may see that a shadow is still to be asked.
pub async fn to_come(
    connection: &mut PgConnection,
    shadow: &ShadowRow,
) -> Result<i64, sqlx::Error> {
    if !shadow.running {
        return Ok(0);
    }
    sqlx::query_scalar(
        "SELECT count(*)
           FROM leaf CROSS JOIN LATERAL (
                SELECT FROM decision WHERE decision.id = leaf.row_id AND hook = $2 AND rule_tenant = $3 LIMIT 1) AS asked
          WHERE leaf.leaf_index >= $1 AND leaf.kind = 2",
    )
    .bind(shadow.next_leaf)
    .bind(&shadow.hook)
    .bind(&shadow.tenant)
    .fetch_one(connection)
    .await
}
