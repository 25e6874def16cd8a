//! Table `activation_preview`.
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// What one service told of a proposed entry: a report, or why there is none.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PreviewRow {
    pub entry_id: Uuid,
    pub service: String,
    pub period_from: NaiveDate,
    pub period_to: NaiveDate,
    pub problem: String,
    pub report: Option<Vec<u8>>,
    pub create_time: DateTime<Utc>,
}

/// Adds previews of a tenant's entry.
pub async fn add(
    connection: &mut PgConnection,
    tenant: &str,
    rows: &[PreviewRow],
) -> Result<(), sqlx::Error> {
    for row in rows {
        sqlx::query(
            "INSERT INTO activation_preview
                (entry_id, service, tenant, period_from, period_to, problem, report, create_time)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(row.entry_id)
        .bind(&row.service)
        .bind(tenant)
        .bind(row.period_from)
        .bind(row.period_to)
        .bind(&row.problem)
        .bind(&row.report)
        .bind(row.create_time)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The previews of these entries that the caller may see.
pub async fn of(
    connection: &mut PgConnection,
    entries: &[Uuid],
) -> Result<Vec<PreviewRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT entry_id, service, period_from, period_to, problem, report, create_time
           FROM activation_preview WHERE entry_id = ANY ($1) ORDER BY entry_id, service",
    )
    .bind(entries)
    .fetch_all(connection)
    .await
}
