//! Table `approval`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody agreed to an entry.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ApprovalRow {
    pub entry_id: Uuid,
    pub approver: String,
    pub approve_time: DateTime<Utc>,
}

/// Adds an approval.
pub async fn add(
    connection: &mut PgConnection,
    tenant: &str,
    row: &ApprovalRow,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO approval (entry_id, approver, tenant, approve_time) VALUES ($1, $2, $3, $4)",
    )
    .bind(row.entry_id)
    .bind(&row.approver)
    .bind(tenant)
    .bind(row.approve_time)
    .execute(connection)
    .await?;
    Ok(())
}

/// The approvals of these entries, in their order.
pub async fn of(
    connection: &mut PgConnection,
    entries: &[Uuid],
) -> Result<Vec<ApprovalRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT entry_id, approver, approve_time FROM approval WHERE entry_id = ANY ($1)
          ORDER BY approve_time, approver",
    )
    .bind(entries)
    .fetch_all(connection)
    .await
}
