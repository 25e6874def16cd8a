//! Lines of corrections, one per claim.
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::correction::{Kind, Line, State};
use crate::error::Error;

/// One line.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LineRow {
    pub correction_id: Uuid,
    pub claim_id: Uuid,
    pub tenant: String,
    pub claim_number: String,
    pub decision_id: Uuid,
    pub paid: bool,
    pub kind: String,
    pub state: String,
    pub old_fen: i64,
    pub new_fen: i64,
    pub failure: String,
    pub input: Vec<u8>,
    pub outcome: Vec<u8>,
    pub decided_by: String,
    pub decided_on: Option<NaiveDate>,
    pub note: String,
}

/// What of a line is decided about.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StandingRow {
    pub correction_id: Uuid,
    pub claim_id: Uuid,
    pub tenant: String,
    pub kind: String,
    pub state: String,
}

impl StandingRow {
    /// As the domain judges it.
    pub fn line(&self) -> Result<Line, Error> {
        let damaged = || anyhow::anyhow!("a correction line has a state or kind nobody knows");
        Ok(Line {
            tenant: self.tenant.clone(),
            kind: Kind::parse(&self.kind).ok_or_else(damaged)?,
            state: State::parse(&self.state).ok_or_else(damaged)?,
        })
    }
}

/// Adds a line, unless the claim has one in this correction. Answers whether it did.
pub async fn add(connection: &mut PgConnection, row: &LineRow) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO correction_line (correction_id, claim_id, tenant, claim_number, decision_id, paid, kind, state,
                old_fen, new_fen, failure, input, outcome)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
    )
    .bind(row.correction_id)
    .bind(row.claim_id)
    .bind(&row.tenant)
    .bind(&row.claim_number)
    .bind(row.decision_id)
    .bind(row.paid)
    .bind(&row.kind)
    .bind(&row.state)
    .bind(row.old_fen)
    .bind(row.new_fen)
    .bind(&row.failure)
    .bind(&row.input)
    .bind(&row.outcome)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A claim's lines in corrections that were adopted before this one.
pub async fn earlier(
    connection: &mut PgConnection,
    correction: Uuid,
    claim: Uuid,
) -> Result<Vec<StandingRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT correction_id, claim_id, tenant, kind, state FROM correction_line
          WHERE claim_id = $2 AND correction_id IN (
                SELECT earlier.id FROM rule_entry earlier JOIN rule_entry this ON this.id = $1
                 WHERE earlier.listing_since < this.listing_since)
            FOR UPDATE",
    );
    let rows = rows.bind(correction).bind(claim).fetch_all(connection);
    Ok(rows.await?)
}

/// The lines of these claims, or with no claims all that are proposed.
pub async fn standing(
    connection: &mut PgConnection,
    correction: Uuid,
    claims: &[Uuid],
) -> Result<Vec<StandingRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT correction_id, claim_id, tenant, kind, state FROM correction_line
          WHERE correction_id = $1 AND (claim_id = ANY ($2) OR (cardinality($2) = 0 AND state = 'PROPOSED'))",
    );
    let rows = rows.bind(correction).bind(claims).fetch_all(connection);
    Ok(rows.await?)
}

/// Writes what was decided about lines.
pub async fn decided(
    connection: &mut PgConnection,
    (correction, claims): (Uuid, &[Uuid]),
    state: State,
    (by, on, note): (&str, NaiveDate, &str),
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE correction_line SET state = $3, decided_by = $4, decided_on = $5, note = $6
          WHERE correction_id = $1 AND claim_id = ANY ($2)",
    )
    .bind(correction)
    .bind(claims)
    .bind(state.as_str())
    .bind(by)
    .bind(on)
    .bind(note)
    .execute(connection)
    .await?;
    Ok(())
}

/// Lines after a claim, in the order of their claims.
pub async fn list(
    connection: &mut PgConnection,
    correction: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<LineRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT * FROM correction_line WHERE correction_id = $1 AND ($2::uuid IS NULL OR claim_id > $2)
          ORDER BY claim_id LIMIT $3",
    );
    let rows = rows.bind(correction).bind(after).bind(limit);
    Ok(rows.fetch_all(connection).await?)
}
