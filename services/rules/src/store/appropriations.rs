//! Table `appropriation`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// One programme family of one tenant in one year.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AppropriationRow {
    pub id: Uuid,
    pub tenant: String,
    pub family: String,
    pub year: i32,
    pub appropriation_fen: i64,
    pub when_exhausted: String,
    pub excludes: Vec<String>,
    pub legal_source: String,
    pub set_by: String,
    pub set_time: DateTime<Utc>,
    pub version: i64,
}

/// Where a page starts: after this one.
pub type Place = (i32, Uuid);

/// One by its name, where the caller may read it.
pub async fn get(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<AppropriationRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM appropriation WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// The one of a programme-year, if it was set.
pub async fn of(
    connection: &mut PgConnection,
    (tenant, family, year): (&str, &str, i32),
) -> Result<Option<AppropriationRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM appropriation WHERE tenant = $1 AND family = $2 AND year = $3")
        .bind(tenant)
        .bind(family)
        .bind(year)
        .fetch_optional(connection)
        .await
}

/// Writes a change, unless another came in between.
pub async fn save(
    connection: &mut PgConnection,
    row: &AppropriationRow,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO appropriation (id, tenant, family, year, appropriation_fen, when_exhausted, excludes,
                                    legal_source, set_by, set_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (tenant, family, year) DO UPDATE SET appropriation_fen = excluded.appropriation_fen,
            when_exhausted = excluded.when_exhausted, excludes = excluded.excludes,
            legal_source = excluded.legal_source, set_by = excluded.set_by, set_time = excluded.set_time,
            version = excluded.version
          WHERE appropriation.version = excluded.version - 1",
    )
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.family)
    .bind(row.year)
    .bind(row.appropriation_fen)
    .bind(&row.when_exhausted)
    .bind(&row.excludes)
    .bind(&row.legal_source)
    .bind(&row.set_by)
    .bind(row.set_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One page of those the caller may read, latest year first, and one row more; an empty tenant and year 0 are all.
pub async fn list(
    connection: &mut PgConnection,
    (tenant, year): (&str, i32),
    after: Option<Place>,
    size: i64,
) -> Result<Vec<AppropriationRow>, sqlx::Error> {
    let (after_year, after_id) = after.unzip();
    sqlx::query_as(
        "SELECT * FROM appropriation
          WHERE ($1 = '' OR tenant = $1) AND ($2 = 0 OR year = $2)
            AND ($3::int IS NULL OR (year, id) < ($3, $4))
          ORDER BY year DESC, id DESC LIMIT $5",
    )
    .bind(tenant)
    .bind(year)
    .bind(after_year)
    .bind(after_id)
    .bind(size + 1)
    .fetch_all(connection)
    .await
}
