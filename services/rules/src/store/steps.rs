//! Table `package_step`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// One step of one package.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StepRow {
    pub package_digest: Vec<u8>,
    pub number: i32,
    pub step: String,
    pub outcome: String,
    pub detail_zh: String,
    pub detail_en: String,
    pub step_time: DateTime<Utc>,
}

/// Keeps the steps of a package's latest way through the pipeline.
pub async fn keep(
    connection: &mut PgConnection,
    tenant: &str,
    rows: &[StepRow],
) -> Result<(), sqlx::Error> {
    for row in rows {
        sqlx::query(
            "INSERT INTO package_step (package_digest, number, tenant, step, outcome, detail_zh, detail_en, step_time)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (package_digest, number) DO UPDATE SET step = excluded.step, outcome = excluded.outcome,
                detail_zh = excluded.detail_zh, detail_en = excluded.detail_en, step_time = excluded.step_time",
        )
        .bind(&row.package_digest)
        .bind(row.number)
        .bind(tenant)
        .bind(&row.step)
        .bind(&row.outcome)
        .bind(&row.detail_zh)
        .bind(&row.detail_en)
        .bind(row.step_time)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The steps of these packages, each package's in their order.
pub async fn of(
    connection: &mut PgConnection,
    digests: &[Vec<u8>],
) -> Result<Vec<StepRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT package_digest, number, step, outcome, detail_zh, detail_en, step_time
           FROM package_step WHERE package_digest = ANY ($1) ORDER BY package_digest, number",
    )
    .bind(digests)
    .fetch_all(connection)
    .await
}
