//! Receipts of technical income in Postgres.
use chrono::{DateTime, Utc};
use kezhuan_database::{OnConstraint, Write};
use kezhuan_law::Fen;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::income_verification::IncomeVerification;
use crate::domain::refused::Refused;
use crate::error::Error;

/// A receipt with what the store knows beside it.
#[derive(Debug, Clone, FromRow)]
pub struct Stored {
    #[sqlx(json, rename = "body")]
    pub income: IncomeVerification,
    pub event_sequence: i64,
    pub create_time: DateTime<Utc>,
}

/// Where a page of receipts starts: after this one.
pub type Place = (DateTime<Utc>, Uuid);

/// Adds a filed receipt; its first event is number 1.
pub async fn insert(write: &mut Write, income: &IncomeVerification) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO income_verification (id, contract_id, tenant, version, event_sequence, state, amount_fen,
                                          payee, receipt_kind, receipt_number, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $11)",
    )
    .bind(income.id)
    .bind(income.contract)
    .bind(&income.tenant)
    .bind(income.version)
    .bind(income.state.as_str())
    .bind(income.amount.get())
    .bind(&income.payee)
    .bind(income.receipt.kind.as_str())
    .bind(income.receipt.compared_number())
    .bind(Json(income))
    .bind(Utc::now())
    .execute(&mut **write)
    .await
    .on_constraint(
        "income_verification_receipt_key",
        Error::from(Refused::new(
            "RECEIPT_FILED_BEFORE",
            "卖方的该凭证已申报过,一份凭证只计入一份合同",
            "this receipt of the seller was filed before; a receipt counts once, for one contract",
        )),
    )?;
    Ok(())
}

/// Saves a receipt after a step.
pub async fn update(
    write: &mut Write,
    income: &IncomeVerification,
    event_sequence: i64,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE income_verification SET version = $2, event_sequence = $3, state = $4, body = $5, update_time = $6
          WHERE id = $1",
    )
    .bind(income.id)
    .bind(income.version)
    .bind(event_sequence)
    .bind(income.state.as_str())
    .bind(Json(income))
    .bind(Utc::now())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The receipt, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored>, Error> {
    let stored =
        sqlx::query_as("SELECT body, event_sequence, create_time FROM income_verification WHERE id = $1 FOR UPDATE")
            .bind(id)
            .fetch_optional(&mut **write)
            .await?;
    Ok(stored)
}

/// What is verified of a contract so far. The contract's row is locked by the caller first, so
/// that two receipts verified at once can't both fit.
pub async fn verified(connection: &mut PgConnection, contract: Uuid) -> Result<Fen, Error> {
    let sum: i64 = sqlx::query_scalar(
        "SELECT coalesce(sum(amount_fen), 0)::bigint FROM income_verification
          WHERE contract_id = $1 AND state = 'VERIFIED'",
    )
    .bind(contract)
    .fetch_one(connection)
    .await?;
    Ok(Fen(sum))
}

/// The receipts of a contract that are verified, oldest first.
pub async fn verified_ids(
    connection: &mut PgConnection,
    contract: Uuid,
) -> Result<Vec<Uuid>, Error> {
    let ids = sqlx::query_scalar(
        "SELECT id FROM income_verification WHERE contract_id = $1 AND state = 'VERIFIED' ORDER BY create_time, id",
    )
    .bind(contract)
    .fetch_all(connection)
    .await?;
    Ok(ids)
}

/// One page of the receipts the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    contract: Option<Uuid>,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Stored>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT body, event_sequence, create_time FROM income_verification
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

/// Holds the contract's row until the transaction ends, also for a party that may not write it.
pub async fn hold_contract(write: &mut Write, contract: Uuid) -> Result<(), Error> {
    let held: bool = sqlx::query_scalar("SELECT hold_contract($1)")
        .bind(contract)
        .fetch_one(&mut **write)
        .await?;
    match held {
        true => Ok(()),
        false => Err(anyhow::anyhow!("the caller takes no step in this contract's income").into()),
    }
}
