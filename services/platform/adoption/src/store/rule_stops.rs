//! Hooks that their owner stopped, and those resumed since.
use kezhuan_database::Error;
use sqlx::PgConnection;

use crate::restraint::Stop;

/// Takes a change over, unless a newer one is known. Answers whether anything changed.
pub async fn adopt(connection: &mut PgConnection, stop: &Stop) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO rule_stop (tenant, hook, fallback, stopped_entry, version) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant, hook) DO UPDATE SET fallback = excluded.fallback,
            stopped_entry = excluded.stopped_entry, version = excluded.version
          WHERE rule_stop.version < excluded.version",
    )
    .bind(&stop.tenant)
    .bind(&stop.hook)
    .bind(&stop.fallback)
    .bind(stop.stopped_entry)
    .bind(stop.version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Everything that is stopped now.
pub async fn all(connection: &mut PgConnection) -> Result<Vec<Stop>, Error> {
    let stops = sqlx::query_as(
        "SELECT tenant, hook, fallback, stopped_entry, version FROM rule_stop WHERE fallback IS NOT NULL",
    );
    Ok(stops.fetch_all(connection).await?)
}
