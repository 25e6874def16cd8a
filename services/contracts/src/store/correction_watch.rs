//! Claims that came to stand on a decision since it was last looked which of them an entry with back effect is to list.
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// The transactions that are to be looked at.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Window {
    since: String,
    /// Where the next one begins: every transaction before it has ended, and was seen.
    next: String,
}

/// An entry, and a rule that decided on its days.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DecidingRow {
    pub entry: Uuid,
    pub package_digest: Vec<u8>,
    pub settings: Value,
    pub decided_by: Option<Vec<u8>>,
    /// The digest of the figures it decided under.
    pub decided_under: Option<Vec<u8>>,
}

/// What is to be looked at now. It is asked for before anything else, so that the next one overlaps rather than misses.
pub async fn window(connection: &mut PgConnection) -> Result<Window, Error> {
    // Numbers begin anew in a database that was restored elsewhere.
    Ok(sqlx::query_as(
        "SELECT least(horizon, pg_snapshot_xmin(pg_current_snapshot()))::text AS since,
                pg_snapshot_xmin(pg_current_snapshot())::text AS next
           FROM correction_watch",
    )
    .fetch_one(connection)
    .await?)
}

/// Whether anything was written in it at all; an idle service writes nothing either.
pub async fn is_busy(connection: &mut PgConnection, window: &Window) -> Result<bool, Error> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM audit WHERE txid >= $1::text::xid8
                           AND txid < pg_snapshot_xmax(pg_current_snapshot()))",
    )
    .bind(&window.since)
    .fetch_one(connection)
    .await?)
}

/// Entries on whose days claims came to stand on a decision of these hooks, or to be recovered, with the rules that decided.
/// `hooks`: all majors of each, the oldest first. On days of a newer one an older one's entry decides nothing. How an amount
/// is shared was decided in the transaction that decided it. What a person computes meanwhile is no rule's.
///
/// What a claim stands on is read out before it is looked up: under row security no index is used for what may fail.
pub async fn deciding(
    connection: &mut PgConnection,
    hooks: &[&str],
    window: &Window,
) -> Result<Vec<DecidingRow>, Error> {
    let rows = sqlx::query_as(
        "WITH moved AS MATERIALIZED (
             SELECT DISTINCT aggregate_id FROM audit
              WHERE txid >= $1::text::xid8 AND txid < pg_snapshot_xmax(pg_current_snapshot())
                AND action = 'claim.moved' AND detail->>'to' IN ('COMPUTED', 'HELD', 'RECOVERING', 'RECOVERED')),
         standing AS MATERIALIZED (
             SELECT claim.tenant, (claim.body->>'decision')::uuid AS decision
               FROM moved JOIN claim ON claim.id = moved.aggregate_id
              WHERE claim.body->>'computed_by' IS NULL)
         SELECT DISTINCT entry.id AS entry, entry.package_digest, entry.settings,
                decision.package_digest AS decided_by, decision.settings_digest AS decided_under
           FROM standing
           JOIN decision decided ON decided.id = standing.decision
           JOIN decision ON decision.case_id = decided.case_id AND decision.txid = decided.txid
           JOIN rule_entry entry
             ON entry.tenant = standing.tenant AND entry.hook = ANY ($2) AND entry.in_force @> decision.legal_date
            AND split_part(entry.hook, '@', 1) = split_part(decision.hook, '@', 1)
          WHERE decision.hook = ANY ($2) AND decision.rule_tenant = standing.tenant
            AND NOT EXISTS (SELECT FROM rule_entry newer
                             WHERE newer.tenant = standing.tenant AND newer.in_force @> decision.legal_date
                               AND split_part(newer.hook, '@', 1) = split_part(entry.hook, '@', 1)
                               AND array_position($2::text[], newer.hook) > array_position($2::text[], entry.hook))",
    );
    let rows = rows.bind(&window.since).bind(hooks);
    Ok(rows.fetch_all(connection).await?)
}

/// The window was looked at.
pub async fn looked(connection: &mut PgConnection, window: &Window) -> Result<(), Error> {
    sqlx::query("UPDATE correction_watch SET horizon = $1::text::xid8")
        .bind(&window.next)
        .execute(connection)
        .await?;
    Ok(())
}
