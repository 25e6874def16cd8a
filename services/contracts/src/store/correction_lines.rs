//! Lines of corrections, one per claim.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::claim::Claim;
use crate::domain::correction::{Kind, Line, Listed, State};
use crate::error::Error;

/// One line.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LineRow {
    pub correction_id: Uuid,
    pub claim_id: Uuid,
    pub tenant: String,
    pub claim_number: String,
    pub decision_id: Uuid,
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

/// One line with its claim as it is now.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ShownRow {
    #[sqlx(flatten)]
    pub line: LineRow,
    #[sqlx(json, rename = "body")]
    pub claim: Claim,
    /// What approved lines of other corrections added to the grant, or took from it.
    pub corrected_fen: i64,
}

impl ShownRow {
    /// Whether its claim is no longer what the line says.
    pub fn is_stale(&self) -> bool {
        let listed = Kind::parse(&self.line.kind).map(|kind| Listed {
            kind,
            decision: self.line.decision_id,
            old: Fen(self.line.old_fen),
        });
        listed.is_none_or(|listed| listed.is_stale(&self.claim, Fen(self.corrected_fen)))
    }
}

/// What of a line is decided about.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StandingRow {
    pub correction_id: Uuid,
    pub claim_id: Uuid,
    pub tenant: String,
    pub decision_id: Uuid,
    pub kind: String,
    pub state: String,
    pub old_fen: i64,
    #[sqlx(json, rename = "body")]
    pub claim: Claim,
    pub corrected_fen: i64,
}

impl StandingRow {
    /// As the domain judges it.
    pub fn line(&self) -> Result<Line, Error> {
        let damaged = || anyhow::anyhow!("a correction line has a state or kind nobody knows");
        let kind = Kind::parse(&self.kind).ok_or_else(damaged)?;
        let listed = Listed {
            kind,
            decision: self.decision_id,
            old: Fen(self.old_fen),
        };
        Ok(Line {
            tenant: self.tenant.clone(),
            kind,
            state: State::parse(&self.state).ok_or_else(damaged)?,
            is_stale: listed.is_stale(&self.claim, Fen(self.corrected_fen)),
        })
    }
}

/// What an approval seals of a line: its figures, and the digests of what the new rule was asked and answered.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FiguresRow {
    pub claim_id: Uuid,
    pub decision_id: Uuid,
    pub kind: String,
    pub old_fen: i64,
    pub new_fen: i64,
    pub input_sha256: String,
    pub outcome_sha256: String,
}

/// An approved line that is not what was sealed, is gone, or that no approval was sealed of.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AlteredRow {
    pub correction_id: Uuid,
    pub claim_id: Uuid,
}

/// Adds a line, or says anew what waits and has changed since, or was refused for a decision that no longer stands.
/// Answers whether that is news.
pub async fn add(connection: &mut PgConnection, row: &LineRow) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO correction_line (correction_id, claim_id, tenant, claim_number, decision_id, kind, state, old_fen,
                new_fen, failure, input, outcome)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (correction_id, claim_id) DO UPDATE
            SET decision_id = excluded.decision_id, kind = excluded.kind, state = excluded.state,
                old_fen = excluded.old_fen, new_fen = excluded.new_fen, failure = excluded.failure,
                input = excluded.input, outcome = excluded.outcome, decided_by = '', decided_on = NULL, note = ''
          WHERE (correction_line.state = 'PROPOSED'
                 AND (correction_line.decision_id, correction_line.kind, correction_line.old_fen, correction_line.new_fen,
                      correction_line.failure)
                     IS DISTINCT FROM (excluded.decision_id, excluded.kind, excluded.old_fen, excluded.new_fen,
                                       excluded.failure))
             OR (correction_line.state = 'REFUSED' AND correction_line.decision_id <> excluded.decision_id)",
    )
    .bind(row.correction_id)
    .bind(row.claim_id)
    .bind(&row.tenant)
    .bind(&row.claim_number)
    .bind(row.decision_id)
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

/// A claim's lines in corrections of the same hook that were adopted before this one.
pub async fn earlier(
    connection: &mut PgConnection,
    correction: Uuid,
    claim: Uuid,
) -> Result<Vec<StandingRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT line.correction_id, line.claim_id, line.tenant, line.decision_id, line.kind, line.state, line.old_fen,
                claim.body, corrected_elsewhere(line.claim_id, line.correction_id) AS corrected_fen
           FROM correction_line line JOIN claim ON claim.id = line.claim_id
          WHERE line.claim_id = $2 AND line.correction_id IN (
                SELECT earlier.id FROM rule_entry earlier JOIN rule_entry this ON this.id = $1
                 WHERE earlier.hook = this.hook AND earlier.listing_since < this.listing_since)
            FOR UPDATE OF line",
    );
    let rows = rows.bind(correction).bind(claim).fetch_all(connection);
    Ok(rows.await?)
}

/// The lines of these claims with the claims as they are now, or with no claims all that are proposed.
pub async fn standing(
    connection: &mut PgConnection,
    correction: Uuid,
    claims: &[Uuid],
) -> Result<Vec<StandingRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT line.correction_id, line.claim_id, line.tenant, line.decision_id, line.kind, line.state, line.old_fen,
                claim.body, corrected_elsewhere(line.claim_id, line.correction_id) AS corrected_fen
           FROM correction_line line JOIN claim ON claim.id = line.claim_id
          WHERE line.correction_id = $1
            AND (line.claim_id = ANY ($2) OR (cardinality($2) = 0 AND line.state = 'PROPOSED'))",
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

/// What of these lines is sealed when they are decided, in the order of their claims.
pub async fn figures(
    connection: &mut PgConnection,
    correction: Uuid,
    claims: &[Uuid],
) -> Result<Vec<FiguresRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT claim_id, decision_id, kind, old_fen, new_fen,
                encode(sha256(input), 'hex') AS input_sha256, encode(sha256(outcome), 'hex') AS outcome_sha256
           FROM correction_line WHERE correction_id = $1 AND claim_id = ANY ($2) ORDER BY claim_id",
    );
    let rows = rows.bind(correction).bind(claims).fetch_all(connection);
    Ok(rows.await?)
}

/// Approved lines, of one correction or of all, that differ from what their approvals sealed. An approval from before
/// figures were sealed names its claims alone: of its lines nothing can be said.
pub async fn altered(
    connection: &mut PgConnection,
    correction: Option<Uuid>,
) -> Result<Vec<AlteredRow>, Error> {
    let rows = sqlx::query_as(
        "WITH approval AS (
             SELECT aggregate_id AS correction_id, detail FROM audit
              WHERE action = 'correction.approved' AND ($1::uuid IS NULL OR aggregate_id = $1)),
         sealed AS (
             SELECT approval.correction_id, line.* FROM approval
              CROSS JOIN LATERAL json_to_recordset(approval.detail->'lines') AS line (
                    claim_id uuid, decision_id uuid, kind text, old_fen bigint, new_fen bigint,
                    input_sha256 text, outcome_sha256 text)),
         stored AS (
             SELECT correction_id, claim_id, decision_id, kind, old_fen, new_fen,
                    encode(sha256(input), 'hex') AS input_sha256, encode(sha256(outcome), 'hex') AS outcome_sha256
               FROM correction_line
              WHERE state = 'APPROVED' AND ($1::uuid IS NULL OR correction_id = $1)
                AND NOT EXISTS (
                    SELECT FROM approval
                     WHERE approval.correction_id = correction_line.correction_id AND approval.detail->'lines' IS NULL
                       AND (approval.detail->'claims')::jsonb @> to_jsonb(correction_line.claim_id)))
         SELECT correction_id, claim_id FROM sealed FULL JOIN stored USING (correction_id, claim_id)
          WHERE (sealed.decision_id, sealed.kind, sealed.old_fen, sealed.new_fen, sealed.input_sha256,
                 sealed.outcome_sha256)
                IS DISTINCT FROM
                (stored.decision_id, stored.kind, stored.old_fen, stored.new_fen, stored.input_sha256,
                 stored.outcome_sha256)
          ORDER BY correction_id, claim_id",
    );
    Ok(rows.bind(correction).fetch_all(connection).await?)
}

/// Lines after a claim, in the order of their claims, which are shown as they are now.
pub async fn list(
    connection: &mut PgConnection,
    correction: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<ShownRow>, Error> {
    let rows = sqlx::query_as(
        "SELECT line.*, claim.body, corrected_elsewhere(line.claim_id, line.correction_id) AS corrected_fen
           FROM correction_line line JOIN claim ON claim.id = line.claim_id
          WHERE line.correction_id = $1 AND ($2::uuid IS NULL OR line.claim_id > $2)
          ORDER BY line.claim_id LIMIT $3",
    );
    let rows = rows.bind(correction).bind(after).bind(limit);
    Ok(rows.fetch_all(connection).await?)
}
