//! Table `activation_shadow`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// What one service told of the shadow of a proposed entry: its ledger, or why there is none.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ActivationShadowRow {
    pub entry_id: Uuid,
    pub service: String,
    pub shadow_id: Uuid,
    pub problem: String,
    pub ledger: Option<Vec<u8>>,
    pub create_time: DateTime<Utc>,
}

/// Adds what was told of a tenant's entry.
pub async fn add(
    connection: &mut PgConnection,
    tenant: &str,
    rows: &[ActivationShadowRow],
) -> Result<(), sqlx::Error> {
    for row in rows {
        sqlx::query(
            "INSERT INTO activation_shadow (entry_id, service, shadow_id, tenant, problem, ledger, create_time)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(row.entry_id)
        .bind(&row.service)
        .bind(row.shadow_id)
        .bind(tenant)
        .bind(&row.problem)
        .bind(&row.ledger)
        .bind(row.create_time)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// What was told of these entries, as far as the caller may see it.
pub async fn of(
    connection: &mut PgConnection,
    entries: &[Uuid],
) -> Result<Vec<ActivationShadowRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT entry_id, service, shadow_id, problem, ledger, create_time
           FROM activation_shadow WHERE entry_id = ANY ($1) ORDER BY entry_id, service",
    )
    .bind(entries)
    .fetch_all(connection)
    .await
}
