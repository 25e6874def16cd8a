//! Corrections with back effect, and the claims each would change.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_adoption::Entry;
use kezhuan_rule_host::majors;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::claim::Claim;
use crate::error::Error;

/// A correction with what stands in its lines.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CorrectionRow {
    pub id: Uuid,
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub settings_digest: String,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
    pub reason: String,
    pub asked: i64,
    pub create_time: DateTime<Utc>,
    pub version: i64,
    pub lines: i64,
    pub proposed: i64,
    pub approved: i64,
    pub top_up_fen: i64,
    pub recovery_fen: i64,
    pub proposed_top_up_fen: i64,
    pub proposed_recovery_fen: i64,
}

/// A claim that stands on a decision of another rule.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CandidateRow {
    #[sqlx(json, rename = "body")]
    pub claim: Claim,
    pub year: i32,
    pub decision_id: Uuid,
    /// As it was asked, in the major that was the newest then.
    pub hook: String,
    pub legal_date: NaiveDate,
    pub input: Vec<u8>,
    /// The entry is the rule that was asked then; only what an earlier correction said of the claim may be news.
    pub same_rule: bool,
    /// What approved lines of other corrections added to the grant, or took from it.
    pub corrected_fen: i64,
}

/// Begins the list of an entry, or goes on with it.
pub async fn begin(
    connection: &mut PgConnection,
    entry: &Entry,
    settings_digest: &str,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO correction (id, tenant, hook, package_digest, settings_digest, first_day, last_day, reason,
                asked, create_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7::date - 1, $8, 0, now(), 0) ON CONFLICT DO NOTHING",
    )
    .bind(entry.id)
    .bind(&entry.tenant)
    .bind(&entry.hook)
    .bind(&entry.package_digest)
    .bind(settings_digest)
    .bind(entry.in_force_from)
    .bind(entry.in_force_until)
    .bind(&entry.reason)
    .execute(connection)
    .await?;
    Ok(())
}

/// The majors of the entry's hook that came after its own: on their days it decides nothing.
fn newer_than(entry: &Entry) -> Vec<&'static str> {
    let mut majors = majors(&entry.hook).into_iter();
    majors.find(|major| *major == entry.hook);
    majors.collect()
}

/// Claims whose decision has a legal date of the entry's, and is of another package or other figures or was corrected
/// before, in the order of their decisions; none on days that a newer major of the hook has. Behind a claim computed by
/// hand may stand the decision about its materials; what was asked once the entry was there, and then computed by hand,
/// was computed knowing it.
pub async fn candidates(
    connection: &mut PgConnection,
    entry: &Entry,
    settings_digest: &[u8],
    after: Uuid,
    limit: i64,
) -> Result<Vec<CandidateRow>, Error> {
    let amounts = majors(&entry.hook);
    let asked = [majors("tc.claim.materials@1"), amounts.clone()].concat();
    let rows = sqlx::query_as(
        "SELECT claim.body, claim.year, decision.id AS decision_id, decision.hook, decision.legal_date, decision.input,
                corrected_elsewhere(claim.id, $1) AS corrected_fen,
                (decision.hook = ANY ($2) AND (decision.package_digest, decision.settings_digest) IS NOT DISTINCT FROM ($6, $7))
                    AS same_rule
           FROM decision JOIN claim ON claim.id = decision.case_id AND claim.body->>'decision' = decision.id::text
          WHERE decision.hook = ANY ($10) AND decision.rule_tenant = $3 AND claim.tenant = $3
            AND decision.legal_date >= $4 AND ($5::date IS NULL OR decision.legal_date < $5)
            AND (decision.hook <> ALL ($2) OR (decision.package_digest, decision.settings_digest) IS DISTINCT FROM ($6, $7)
                 OR EXISTS (SELECT FROM correction_line line JOIN correction ON correction.id = line.correction_id
                             WHERE line.claim_id = claim.id AND line.correction_id <> $1 AND correction.hook = ANY ($2)))
            AND (claim.state IN ('COMPUTED', 'HELD', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING', 'RECOVERED')
                 OR (claim.state = 'REFUSED' AND claim.amount_fen IS NULL))
            AND (claim.body->>'computed_by' IS NULL
                 OR decision.created_at < (SELECT listing_since FROM rule_entry WHERE id = $1))
            AND NOT EXISTS (SELECT FROM rule_entry newer
                             WHERE newer.tenant = $3 AND newer.hook = ANY ($11) AND newer.in_force @> decision.legal_date)
            AND decision.id > $8
          ORDER BY decision.id LIMIT $9",
    )
    .bind(entry.id)
    .bind(&amounts[..])
    .bind(&entry.tenant)
    .bind(entry.in_force_from)
    .bind(entry.in_force_until)
    .bind(&entry.package_digest)
    .bind(settings_digest)
    .bind(after)
    .bind(limit)
    .bind(&asked[..])
    .bind(newer_than(entry))
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// The same for claims whose amount was shared by another rule: the question is the one of how to share it, which was asked
/// in the transaction of the decision they stand on; the order is that of the latter.
pub async fn shared(
    connection: &mut PgConnection,
    entry: &Entry,
    settings_digest: &[u8],
    after: Uuid,
    limit: i64,
) -> Result<Vec<CandidateRow>, Error> {
    let majors = majors(&entry.hook);
    let rows = sqlx::query_as(
        "SELECT claim.body, claim.year, standing.id AS decision_id, decision.hook, decision.legal_date, decision.input,
                corrected_elsewhere(claim.id, $1) AS corrected_fen,
                ((decision.package_digest, decision.settings_digest) IS NOT DISTINCT FROM ($6, $7)) AS same_rule
           FROM decision
           JOIN decision standing ON standing.case_id = decision.case_id AND standing.txid = decision.txid
           JOIN claim ON claim.id = standing.case_id AND claim.body->>'decision' = standing.id::text
          WHERE decision.hook = ANY ($2) AND decision.rule_tenant = $3 AND claim.tenant = $3
            AND decision.legal_date >= $4 AND ($5::date IS NULL OR decision.legal_date < $5)
            AND ((decision.package_digest, decision.settings_digest) IS DISTINCT FROM ($6, $7)
                 OR EXISTS (SELECT FROM correction_line line JOIN correction ON correction.id = line.correction_id
                             WHERE line.claim_id = claim.id AND line.correction_id <> $1 AND correction.hook = ANY ($2)))
            AND claim.state IN ('COMPUTED', 'HELD', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING', 'RECOVERED')
            AND (claim.body->>'computed_by' IS NULL
                 OR decision.created_at < (SELECT listing_since FROM rule_entry WHERE id = $1))
            AND NOT EXISTS (SELECT FROM rule_entry newer
                             WHERE newer.tenant = $3 AND newer.hook = ANY ($10) AND newer.in_force @> decision.legal_date)
            AND standing.id > $8
          ORDER BY standing.id LIMIT $9",
    )
    .bind(entry.id)
    .bind(&majors)
    .bind(&entry.tenant)
    .bind(entry.in_force_from)
    .bind(entry.in_force_until)
    .bind(&entry.package_digest)
    .bind(settings_digest)
    .bind(after)
    .bind(limit)
    .bind(newer_than(entry))
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// The list as it stands is complete: how many decisions were asked. Answers it where that is news.
pub async fn listed(
    connection: &mut PgConnection,
    id: Uuid,
    asked: i64,
    has_new_lines: bool,
) -> Result<Option<CorrectionRow>, Error> {
    let done = sqlx::query(
        "UPDATE correction SET asked = $2, version = version + 1 WHERE id = $1 AND (version = 0 OR $3)",
    )
    .bind(id)
    .bind(asked)
    .bind(has_new_lines)
    .execute(&mut *connection)
    .await?;
    match done.rows_affected() {
        0 => Ok(None),
        _ => find(connection, id).await,
    }
}

/// Counts a decision about its lines.
pub async fn advance(connection: &mut PgConnection, id: Uuid) -> Result<(), Error> {
    sqlx::query("UPDATE correction SET version = version + 1 WHERE id = $1")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The correction, held until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> Result<Option<CorrectionRow>, Error> {
    sqlx::query("SELECT FROM correction WHERE id = $1 FOR UPDATE")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    find(connection, id).await
}

/// The correction, or nothing where the caller may not see it or it is not complete yet.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<CorrectionRow>, Error> {
    let row = sqlx::query_as(
        "SELECT correction.*, figures.* FROM correction
          CROSS JOIN LATERAL (
                SELECT count(*) AS lines,
                       count(*) FILTER (WHERE state = 'PROPOSED') AS proposed,
                       count(*) FILTER (WHERE state = 'APPROVED') AS approved,
                       coalesce(sum(new_fen - old_fen) FILTER (WHERE state = 'APPROVED' AND kind = 'TOP_UP'), 0)::bigint
                           AS top_up_fen,
                       coalesce(sum(old_fen - new_fen) FILTER (WHERE state = 'APPROVED' AND kind = 'RECOVERY'), 0)::bigint
                           AS recovery_fen,
                       coalesce(sum(new_fen - old_fen) FILTER (WHERE state = 'PROPOSED' AND kind = 'TOP_UP'), 0)::bigint
                           AS proposed_top_up_fen,
                       coalesce(sum(old_fen - new_fen) FILTER (WHERE state = 'PROPOSED' AND kind = 'RECOVERY'), 0)::bigint
                           AS proposed_recovery_fen
                  FROM correction_line WHERE correction_id = correction.id) figures
          WHERE correction.id = $1 AND version > 0",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(row)
}

/// Corrections older than `before`, newest first; an empty tenant = all that the caller may read.
pub async fn list(
    connection: &mut PgConnection,
    tenant: &str,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<CorrectionRow>, Error> {
    let (time, id) = before.unzip();
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM correction
          WHERE ($1 = '' OR tenant = $1) AND version > 0
            AND ($2::timestamptz IS NULL OR (create_time, id) < ($2, $3))
          ORDER BY create_time DESC, id DESC LIMIT $4",
    )
    .bind(tenant)
    .bind(time)
    .bind(id)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let mut rows = Vec::new();
    for id in ids {
        rows.extend(find(connection, id).await?);
    }
    Ok(rows)
}
