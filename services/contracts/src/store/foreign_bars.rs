//! Table `foreign_bar`: whom the programmes of other services bar.
use kezhuan_database::Write;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// What the rules service says of another service's programme-year.
#[derive(Debug, Clone)]
pub struct ForeignBar {
    pub tenant: String,
    pub family: String,
    pub year: i32,
    pub excludes: Vec<String>,
    pub version: i64,
}

/// Keeps it, unless it or a newer announcement is known. Answers under which id, where it is news.
pub async fn keep(write: &mut Write, bar: &ForeignBar) -> Result<Option<Uuid>, Error> {
    let id = sqlx::query_scalar(
        "INSERT INTO foreign_bar (id, tenant, family, year, excludes, version) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant, family, year) DO UPDATE SET excludes = excluded.excludes, version = excluded.version
          WHERE foreign_bar.version < excluded.version
         RETURNING id",
    )
    .bind(Uuid::now_v7())
    .bind(&bar.tenant)
    .bind(&bar.family)
    .bind(bar.year)
    .bind(&bar.excludes)
    .bind(bar.version)
    .fetch_optional(&mut **write)
    .await?;
    Ok(id)
}

/// Whether a programme of the tenant, of any year, bars `family`.
pub async fn bars(
    connection: &mut PgConnection,
    tenant: &str,
    family: &str,
) -> Result<bool, Error> {
    let bars = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM foreign_bar WHERE tenant = $1 AND $2 = ANY (excludes))",
    )
    .bind(tenant)
    .bind(family)
    .fetch_one(connection)
    .await?;
    Ok(bars)
}
