//! Table `timeline_entry`: what answers when, and what is proposed to.
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// One entry; `until` is the first day after its last.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EntryRow {
    pub id: Uuid,
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub settings: serde_json::Value,
    pub settings_digest: String,
    pub first: NaiveDate,
    pub until: Option<NaiveDate>,
    pub applies_to_open_cases: bool,
    pub reason: String,
    pub activated_by: String,
    pub create_time: DateTime<Utc>,
    pub state: String,
    pub key_id: String,
    pub ended_by: String,
    pub ended_reason: String,
    pub version: i64,
    /// It takes the days that others have.
    pub corrects: bool,
    /// Whose package it is, and the key.
    pub package_owner: String,
    /// The legal date of the proposal; missing where it was made before that was kept.
    pub proposed_on: Option<NaiveDate>,
    /// The entry that it goes on from behind a correction.
    pub continues: Option<Uuid>,
}

impl EntryRow {
    /// The entry that people agreed to: itself, unless a correction cut it in two.
    pub fn approved_as(&self) -> Uuid {
        self.continues.unwrap_or(self.id)
    }
}

/// What answers on its days.
pub const IN_FORCE: [&str; 1] = ["APPROVED"];
/// What services hold: beside what answers, what cases may be pinned to.
pub const ADOPTED: [&str; 2] = ["APPROVED", "SUPERSEDED"];
/// Whatever became of it.
pub const EVERY: [&str; 5] = ["PROPOSED", "APPROVED", "REFUSED", "WITHDRAWN", "SUPERSEDED"];

/// Entries after `after` in these states, oldest first; empty tenant or hook = all.
pub async fn list(
    connection: &mut PgConnection,
    (tenant, hook): (&str, &str),
    states: &[&str],
    after: Uuid,
    limit: i64,
) -> Result<Vec<EntryRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, continues, tenant, hook, package_digest, settings, settings_digest, lower(in_force) AS first,
                upper(in_force) AS until, applies_to_open_cases, reason, activated_by, create_time, state, key_id,
                ended_by, ended_reason, version, corrects, proposed_on,
                (SELECT package.tenant FROM package WHERE package.digest = timeline_entry.package_digest) AS package_owner
           FROM timeline_entry
          WHERE ($1 = '' OR tenant = $1) AND ($2 = '' OR hook = $2) AND state = ANY ($3) AND id > $4
          ORDER BY id LIMIT $5",
    )
    .bind(tenant)
    .bind(hook)
    .bind(states)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// One entry.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> Result<Option<EntryRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, continues, tenant, hook, package_digest, settings, settings_digest, lower(in_force) AS first,
                upper(in_force) AS until, applies_to_open_cases, reason, activated_by, create_time, state, key_id,
                ended_by, ended_reason, version, corrects, proposed_on,
                (SELECT package.tenant FROM package WHERE package.digest = timeline_entry.package_digest) AS package_owner
           FROM timeline_entry WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
}

/// Holds the entry until the write ends, so that two who decide on it at once decide one after the other.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT FROM timeline_entry WHERE id = $1 FOR UPDATE")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds an entry.
pub async fn add(connection: &mut PgConnection, row: &EntryRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO timeline_entry (id, tenant, hook, package_digest, settings, settings_digest, in_force,
                applies_to_open_cases, reason, activated_by, create_time, state, key_id, version, corrects, proposed_on,
                continues)
         VALUES ($1, $2, $3, $4, $5, $6, daterange($7, $8), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.hook)
    .bind(&row.package_digest)
    .bind(&row.settings)
    .bind(&row.settings_digest)
    .bind(row.first)
    .bind(row.until)
    .bind(row.applies_to_open_cases)
    .bind(&row.reason)
    .bind(&row.activated_by)
    .bind(row.create_time)
    .bind(&row.state)
    .bind(&row.key_id)
    .bind(row.version)
    .bind(row.corrects)
    .bind(row.proposed_on)
    .bind(row.continues)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what a decision changed of an entry; the constraint refuses days that are taken.
pub async fn save(connection: &mut PgConnection, row: &EntryRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE timeline_entry SET state = $2, key_id = $3, ended_by = $4, ended_reason = $5, version = $6
          WHERE id = $1",
    )
    .bind(row.id)
    .bind(&row.state)
    .bind(&row.key_id)
    .bind(&row.ended_by)
    .bind(&row.ended_reason)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends an open entry the day before `until`.
pub async fn close(
    connection: &mut PgConnection,
    id: Uuid,
    until: NaiveDate,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE timeline_entry SET in_force = daterange(lower(in_force), $2) WHERE id = $1",
    )
    .bind(id)
    .bind(until)
    .execute(connection)
    .await?;
    Ok(())
}

/// How many packages with a scripting engine, other than the entry's own, its tenant has in force or to come
/// from its first day on. An open entry that it closes is not counted. Two activations are counted one after
/// the other.
pub async fn scripted_beside(
    connection: &mut PgConnection,
    row: &EntryRow,
) -> Result<i64, sqlx::Error> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('scripted ' || $1, 0))")
        .bind(&row.tenant)
        .execute(&mut *connection)
        .await?;
    sqlx::query_scalar(
        "SELECT count(DISTINCT entry.package_digest)
           FROM timeline_entry entry JOIN package ON package.digest = entry.package_digest
          WHERE entry.tenant = $1 AND entry.state = 'APPROVED' AND package.scripted
            AND entry.package_digest <> $2
            AND (upper(entry.in_force) IS NULL OR upper(entry.in_force) > $4)
            AND NOT (entry.hook = $3 AND upper(entry.in_force) IS NULL AND lower(entry.in_force) < $4)",
    )
    .bind(&row.tenant)
    .bind(&row.package_digest)
    .bind(&row.hook)
    .bind(row.first)
    .fetch_one(connection)
    .await
}
