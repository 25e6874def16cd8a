//! Table `alert`.
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// One alert, open or closed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AlertRow {
    pub id: Uuid,
    pub tenant: String,
    pub kind: String,
    pub hook: String,
    pub source: String,
    pub subject: String,
    pub package_digest: Option<Vec<u8>>,
    pub since: NaiveDate,
    pub text_zh: String,
    pub text_en: String,
    pub open_time: DateTime<Utc>,
    pub close_time: Option<DateTime<Utc>>,
    pub version: i64,
}

/// Opens one, unless one is open for the same cause. Answers whether it did.
pub async fn open(connection: &mut PgConnection, row: &AlertRow) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO alert (id, tenant, kind, hook, source, subject, package_digest, since, text_zh, text_en,
                open_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
    )
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.kind)
    .bind(&row.hook)
    .bind(&row.source)
    .bind(&row.subject)
    .bind(&row.package_digest)
    .bind(row.since)
    .bind(&row.text_zh)
    .bind(&row.text_en)
    .bind(row.open_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes what changed of an open one, unless somebody else changed it meanwhile.
pub async fn save(connection: &mut PgConnection, row: &AlertRow) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE alert SET package_digest = $2, since = $3, text_zh = $4, text_en = $5, close_time = $6, version = $7
          WHERE id = $1 AND version = $7 - 1 AND close_time IS NULL",
    )
    .bind(row.id)
    .bind(&row.package_digest)
    .bind(row.since)
    .bind(&row.text_zh)
    .bind(&row.text_en)
    .bind(row.close_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The open ones that a service found.
pub async fn open_of(
    connection: &mut PgConnection,
    source: &str,
) -> Result<Vec<AlertRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM alert WHERE source = $1 AND close_time IS NULL ORDER BY id")
        .bind(source)
        .fetch_all(connection)
        .await
}

/// The open one of a service and a cause of its own.
pub async fn open_for(
    connection: &mut PgConnection,
    (source, subject): (&str, &str),
) -> Result<Option<AlertRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM alert WHERE source = $1 AND subject = $2 AND close_time IS NULL")
        .bind(source)
        .bind(subject)
        .fetch_optional(connection)
        .await
}

/// Alerts after `after`, oldest first; an empty tenant = all that the caller may see.
pub async fn list(
    connection: &mut PgConnection,
    tenant: &str,
    with_closed: bool,
    after: Uuid,
    limit: i64,
) -> Result<Vec<AlertRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM alert
          WHERE ($1 = '' OR tenant = $1) AND ($2 OR close_time IS NULL) AND id > $3 ORDER BY id LIMIT $4",
    )
    .bind(tenant)
    .bind(with_closed)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}
