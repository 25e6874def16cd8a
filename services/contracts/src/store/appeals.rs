//! Appeals in Postgres.
use chrono::{DateTime, Utc};
use kezhuan_database::{OnConstraint, Write};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::appeal::Appeal;
use crate::domain::refused::Refused;
use crate::error::Error;

/// An appeal with what the store knows beside it.
#[derive(Debug, Clone, FromRow)]
pub struct Stored {
    #[sqlx(json, rename = "body")]
    pub appeal: Appeal,
    pub event_sequence: i64,
    pub create_time: DateTime<Utc>,
}

/// Where a page of appeals starts: after this one.
pub type Place = (DateTime<Utc>, Uuid);

/// Adds a filed appeal; its first event is number 1.
pub async fn insert(write: &mut Write, appeal: &Appeal) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO appeal (id, contract_id, tenant, version, event_sequence, state, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $7)",
    )
    .bind(appeal.id)
    .bind(appeal.contract)
    .bind(&appeal.tenant)
    .bind(appeal.version)
    .bind(appeal.state.as_str())
    .bind(Json(appeal))
    .bind(Utc::now())
    .execute(&mut **write)
    .await
    .on_constraint(
        "appeal_open_key",
        Error::from(Refused::new(
            "APPEAL_OPEN",
            "该合同已有未办结的复核申请",
            "an appeal on this contract is open already",
        )),
    )?;
    Ok(())
}

/// Saves an appeal after a step.
pub async fn update(write: &mut Write, appeal: &Appeal, event_sequence: i64) -> Result<(), Error> {
    sqlx::query(
        "UPDATE appeal SET version = $2, event_sequence = $3, state = $4, body = $5, update_time = $6 WHERE id = $1",
    )
    .bind(appeal.id)
    .bind(appeal.version)
    .bind(event_sequence)
    .bind(appeal.state.as_str())
    .bind(Json(appeal))
    .bind(Utc::now())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The appeal, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored>, Error> {
    let stored =
        sqlx::query_as("SELECT body, event_sequence, create_time FROM appeal WHERE id = $1")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    Ok(stored)
}

/// The same, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored>, Error> {
    let stored = sqlx::query_as(
        "SELECT body, event_sequence, create_time FROM appeal WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(stored)
}

/// One page of the appeals the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    contract: Option<Uuid>,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Stored>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT body, event_sequence, create_time FROM appeal
          WHERE ($1::uuid IS NULL OR contract_id = $1) AND ($2::timestamptz IS NULL OR (create_time, id) < ($2, $3))
          ORDER BY create_time DESC, id DESC LIMIT $4",
    )
    .bind(contract)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
