//! A service's own copy of the timelines, and the epoch that processes watch.
use futures::stream::BoxStream;
use kezhuan_database::Error;
use serde_json::Value;
use sqlx::PgConnection;

use crate::Entry;

/// Every entry; one without days of its own begins and ends on its first day.
pub async fn all(connection: &mut PgConnection) -> Result<Vec<Entry>, Error> {
    Ok(sqlx::query_as(
        "SELECT id, continues, tenant, hook, package_digest, settings, coalesce(lower(in_force), first_day) AS in_force_from,
                CASE WHEN isempty(in_force) THEN first_day ELSE upper(in_force) END AS in_force_until,
                applies_to_open_cases, key_id, package_owner, reason
           FROM rule_entry WHERE NOT isempty(in_force) OR first_day IS NOT NULL",
    )
    .fetch_all(connection)
    .await?)
}

/// The settings of a tenant that ever stood beside this package, for whichever hook.
pub async fn settings(
    connection: &mut PgConnection,
    tenant: &str,
    package_digest: &[u8],
) -> Result<Vec<Value>, Error> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT settings FROM rule_entry WHERE tenant = $1 AND package_digest = $2",
    )
    .bind(tenant)
    .bind(package_digest)
    .fetch_all(connection)
    .await?)
}

/// Settings with the place they stand in.
#[derive(Debug, sqlx::FromRow)]
pub struct StoredSettings {
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub settings: Value,
}

/// The settings that ever stood beside a package of a tenant, for each pair of them, one after the other.
pub fn stored_settings(
    connection: &mut PgConnection,
    tenants: Vec<String>,
    packages: Vec<Vec<u8>>,
) -> BoxStream<'_, Result<StoredSettings, sqlx::Error>> {
    sqlx::query_as(
        "SELECT tenant, hook, package_digest, settings FROM rule_entry
          WHERE (tenant, package_digest) IN (SELECT * FROM unnest($1::text[], $2::bytea[]))",
    )
    .bind(tenants)
    .bind(packages)
    .fetch(connection)
}

/// Takes an entry over. News of one entry may come twice and in any order; an entry once closed
/// never opens again, so what both tell is what holds. Answers whether anything changed.
pub async fn adopt(connection: &mut PgConnection, entry: &Entry) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO rule_entry (id, tenant, hook, package_digest, settings, in_force, applies_to_open_cases, key_id,
                first_day, reason, package_owner, continues)
         VALUES ($1, $2, $3, $4, $5, daterange($6, $7), $8, $9, $6, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET in_force = rule_entry.in_force * excluded.in_force
           WHERE rule_entry.in_force <> rule_entry.in_force * excluded.in_force",
    )
    .bind(entry.id)
    .bind(&entry.tenant)
    .bind(&entry.hook)
    .bind(&entry.package_digest)
    .bind(&entry.settings)
    .bind(entry.in_force_from)
    .bind(entry.in_force_until)
    .bind(entry.applies_to_open_cases)
    .bind(&entry.key_id)
    .bind(&entry.reason)
    .bind(&entry.package_owner)
    .bind(entry.continues)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A hook is answered otherwise from now on, so cases that its rules failed before are asked again.
pub async fn answered_anew(
    connection: &mut PgConnection,
    tenant: &str,
    hook: &str,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE rule_entry SET adopt_time = clock_timestamp() WHERE tenant = $1 AND hook = $2",
    )
    .bind(tenant)
    .bind(hook)
    .execute(connection)
    .await?;
    Ok(())
}

/// Tells every process that the rulebook changed.
pub async fn advance_epoch(connection: &mut PgConnection) -> Result<(), Error> {
    sqlx::query("UPDATE rule_epoch SET epoch = epoch + 1")
        .execute(connection)
        .await?;
    Ok(())
}

/// The epoch of the stored rulebook.
pub async fn epoch(connection: &mut PgConnection) -> Result<i64, Error> {
    Ok(sqlx::query_scalar("SELECT epoch FROM rule_epoch")
        .fetch_one(connection)
        .await?)
}
