//! Table `adopted_shadow`: the candidates this service follows, and how far it got with each.
use chrono::NaiveDate;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// A shadow as it was told.
#[derive(Debug, Clone)]
pub struct Adopted {
    pub id: Uuid,
    /// Whose rule it would be.
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    /// Complete figures.
    pub settings: Value,
    pub running: bool,
    /// A higher one is the newer.
    pub version: i64,
    /// The legal date it is taken over on.
    pub since: NaiveDate,
}

/// A shadow as it is followed.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ShadowRow {
    pub id: Uuid,
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub settings: Value,
    pub running: bool,
    pub since: NaiveDate,
    pub first_leaf: i64,
    /// The first leaf that was not looked at yet.
    pub next_leaf: i64,
    /// Why it can't be asked; empty = it is.
    pub problem: String,
}

/// Takes a shadow over, from where the log ends now; or what changed of it. One that is told as ended before it was known
/// is kept, too, so that older news can't start it. Answers whether it was news.
pub async fn adopt(connection: &mut PgConnection, told: &Adopted) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO adopted_shadow (id, tenant, hook, package_digest, settings, running, version, since, first_leaf,
                next_leaf, problem)
         SELECT $1::uuid, $2::text, $3::text, $4::bytea, $5::jsonb, $6::boolean, $7::bigint, $8::date, size, size,
                CASE WHEN $6::boolean THEN '' ELSE 'it ended before this service took it over' END
           FROM (SELECT coalesce(max(leaf_index) + 1, 0) AS size FROM leaf) AS log
         ON CONFLICT (id) DO UPDATE SET running = excluded.running, version = excluded.version
          WHERE adopted_shadow.version < excluded.version",
    )
    .bind(told.id)
    .bind(&told.tenant)
    .bind(&told.hook)
    .bind(&told.package_digest)
    .bind(&told.settings)
    .bind(told.running)
    .bind(told.version)
    .bind(told.since)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// One shadow that the caller may see.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<ShadowRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, tenant, hook, package_digest, settings, running, since, first_leaf, next_leaf, problem
           FROM adopted_shadow WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
}

/// Those that run.
pub async fn running(connection: &mut PgConnection) -> Result<Vec<ShadowRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, tenant, hook, package_digest, settings, running, since, first_leaf, next_leaf, problem
           FROM adopted_shadow WHERE running ORDER BY id",
    )
    .fetch_all(connection)
    .await
}

/// Says why a shadow can't be asked. Being asked takes it back.
pub async fn has_problem(
    connection: &mut PgConnection,
    id: Uuid,
    problem: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE adopted_shadow SET problem = $2 WHERE id = $1 AND problem <> $2")
        .bind(id)
        .bind(problem)
        .execute(connection)
        .await?;
    Ok(())
}
