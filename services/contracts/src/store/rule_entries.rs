//! This service's own copy of the timelines: what of it is listed among the corrections yet. The rest is the platform's.
use kezhuan_adoption::Entry;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// Takes an entry over, to be listed. News of one entry may come twice and in any order; an entry once closed
/// never opens again, so what both tell is what holds. Answers whether anything changed.
pub async fn adopt(connection: &mut PgConnection, entry: &Entry) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO rule_entry (id, tenant, hook, package_digest, settings, in_force, applies_to_open_cases, key_id,
                first_day, reason, package_owner, continues, listed)
         VALUES ($1, $2, $3, $4, $5, daterange($6, $7), $8, $9, $6, $10, $11, $12, false)
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

/// Entries whose effect on earlier decisions is to be listed.
pub async fn unlisted(connection: &mut PgConnection) -> Result<Vec<Entry>, Error> {
    Ok(sqlx::query_as(
        "SELECT id, tenant, hook, package_digest, settings, lower(in_force) AS in_force_from,
                upper(in_force) AS in_force_until, applies_to_open_cases, key_id, package_owner, reason, continues
           FROM rule_entry WHERE NOT listed AND NOT isempty(in_force) ORDER BY id",
    )
    .fetch_all(connection)
    .await?)
}

/// How often it was found that an entry is to list something.
pub async fn listing(connection: &mut PgConnection, id: Uuid) -> Result<i64, Error> {
    Ok(
        sqlx::query_scalar("SELECT listing FROM rule_entry WHERE id = $1")
            .bind(id)
            .fetch_one(connection)
            .await?,
    )
}

/// More was found that these entries are to list.
pub async fn list_again(connection: &mut PgConnection, entries: &[Uuid]) -> Result<(), Error> {
    // In one order, since every replica finds the same.
    sqlx::query(
        "UPDATE rule_entry SET listed = false, listing = listing + 1
          WHERE id IN (SELECT id FROM rule_entry WHERE id = ANY ($1) ORDER BY id FOR UPDATE)",
    )
    .bind(entries)
    .execute(connection)
    .await?;
    Ok(())
}

/// An entry's effect is listed, unless more was found since `listing` was read.
pub async fn listed(connection: &mut PgConnection, id: Uuid, listing: i64) -> Result<(), Error> {
    sqlx::query("UPDATE rule_entry SET listed = true WHERE id = $1 AND listing = $2")
        .bind(id)
        .bind(listing)
        .execute(connection)
        .await?;
    Ok(())
}
