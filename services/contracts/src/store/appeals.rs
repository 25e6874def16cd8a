//! Appeals in Postgres.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::Write;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::appeal::{Appeal, AppealedDecision, already_reexamined};
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

/// What a list of appeals is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub contract: Option<Uuid>,
    pub state: Option<String>,
    pub tenant: Option<String>,
    pub overdue: Option<bool>,
}

/// Adds a filed appeal; its first event is number 1.
pub async fn insert(write: &mut Write, appeal: &Appeal) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO appeal (id, contract_id, tenant, version, event_sequence, state, body, create_time, update_time,
                             decision_version)
         VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $7, $8)",
    )
    .bind(appeal.id)
    .bind(appeal.contract)
    .bind(&appeal.tenant)
    .bind(appeal.version)
    .bind(appeal.state.as_str())
    .bind(Json(appeal))
    .bind(Utc::now())
    .bind(appeal.decision_version)
    .execute(&mut **write)
    .await
    .map_err(not_inserted)?;
    Ok(())
}

/// Two appeals at once: one is open already, or was closed between the look and the write.
fn not_inserted(error: sqlx::Error) -> Error {
    let constraint = match &error {
        sqlx::Error::Database(cause) => cause.constraint(),
        _ => None,
    };
    match constraint {
        Some("appeal_open_key") => Refused::new(
            "APPEAL_OPEN",
            "该合同已有未办结的复核申请",
            "an appeal on this contract is open already",
        )
        .into(),
        Some("appeal_decision_key") => already_reexamined().into(),
        _ => error.into(),
    }
}

/// Whether an appeal against this decision was closed; whoever filed it.
pub async fn is_reexamined(
    connection: &mut PgConnection,
    decision: &AppealedDecision,
) -> Result<bool, Error> {
    let found = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM appeal WHERE contract_id = $1 AND decision_version = $2 AND state = 'CLOSED')",
    )
    .bind(decision.contract)
    .bind(decision.version)
    .fetch_one(connection)
    .await?;
    Ok(found)
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
    filter: &Filter,
    today: NaiveDate,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Stored>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT body, event_sequence, create_time FROM appeal
          WHERE ($1::uuid IS NULL OR contract_id = $1) AND ($2::text IS NULL OR state = $2)
            AND ($3::text IS NULL OR tenant = $3)
            AND ($4::boolean IS NULL OR (state IN ('FILED', 'EXAMINING') AND (body ->> 'due_on')::date < $5) = $4)
            AND ($6::timestamptz IS NULL OR (create_time, id) < ($6, $7))
          ORDER BY create_time DESC, id DESC LIMIT $8",
    )
    .bind(filter.contract)
    .bind(&filter.state)
    .bind(&filter.tenant)
    .bind(filter.overdue)
    .bind(today)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
