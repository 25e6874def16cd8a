//! Contracts as the contracts service last told of them. Only the service reads them here.
use chrono::NaiveDate;
use kezhuan_database::Write;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::domain::negotiation::KnownContract;
use crate::error::Error;

/// Keeps what was told, unless something later is known.
pub async fn learn(
    write: &mut Write,
    tenant: &str,
    contract: &KnownContract,
    told_on: NaiveDate,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO known_contract (id, tenant, sequence, changed_on, body) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE
            SET tenant = excluded.tenant, sequence = excluded.sequence, changed_on = excluded.changed_on, body = excluded.body
          WHERE known_contract.sequence < excluded.sequence",
    )
    .bind(contract.id)
    .bind(tenant)
    .bind(contract.sequence)
    .bind(told_on)
    .bind(Json(contract))
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The contract as it is known; nothing before it was registered.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<KnownContract>, Error> {
    let found: Option<Json<KnownContract>> =
        sqlx::query_scalar("SELECT body FROM known_contract WHERE id = $1")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    Ok(found.map(|Json(contract)| contract))
}

/// The contract in the column `contract` of a row.
pub(super) fn known(row: &PgRow) -> Result<KnownContract, sqlx::Error> {
    let Json(contract) = row.try_get::<Json<KnownContract>, _>("contract")?;
    Ok(contract)
}
