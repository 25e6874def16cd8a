//! Month-end confirmations of balances: a file that the bank and the pool sign, each once.
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use kezhuan_database::{AuditEntry, OnConstraint, Write};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::parties;
use super::stored::{Place, written};
use crate::domain::confirmation::{Side, already_confirmed};
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "confirmation";

/// One side's signature.
#[derive(Debug, Clone, Copy)]
pub struct Signature<'a> {
    pub side: Side,
    pub by: &'a str,
    pub signed_on: NaiveDate,
}

/// A bank's month, as it is exported and before anybody has signed it.
#[derive(Debug, Clone)]
pub struct Month<'a> {
    pub id: Uuid,
    pub bank: &'a str,
    /// The month's last day.
    pub as_of: NaiveDate,
    pub file: &'a [u8],
    /// SHA-256 of the file.
    pub sha256: &'a [u8],
    pub loans: i64,
    pub outstanding_fen: i64,
}

/// A confirmation without its file.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Confirmation {
    pub id: Uuid,
    pub tenant: String,
    pub version: i64,
    pub event_sequence: i64,
    /// `CONFIRMED_BY_ONE` or `CONFIRMED`.
    pub state: String,
    pub bank: String,
    pub as_of: NaiveDate,
    pub file_sha256: Vec<u8>,
    pub loans: i64,
    pub outstanding_fen: i64,
    pub bank_by: Option<String>,
    pub bank_on: Option<NaiveDate>,
    pub pool_by: Option<String>,
    pub pool_on: Option<NaiveDate>,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

impl Confirmation {
    /// Who has signed, on which day, in the order of the sides.
    pub fn signatures(&self) -> impl Iterator<Item = Signature<'_>> {
        let bank = signature(Side::Bank, self.bank_by.as_deref(), self.bank_on);
        let pool = signature(Side::Pool, self.pool_by.as_deref(), self.pool_on);
        bank.into_iter().chain(pool)
    }
}

fn signature(side: Side, by: Option<&str>, on: Option<NaiveDate>) -> Option<Signature<'_>> {
    Some(Signature {
        side,
        by: by?,
        signed_on: on?,
    })
}

/// What a list of confirmations is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub bank: Option<String>,
    pub as_of: Option<NaiveDate>,
}

/// Keeps a month with its first signature; its event is published under sequence 1.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    month: Month<'_>,
    first: Signature<'_>,
) -> Result<Confirmation, Error> {
    write.in_tenant(tenant);
    // Who opens a case names itself first: the bank, or the pool of the tenant.
    parties::open(write, month.id, tenant, month.bank, &[]).await?;
    let (bank, pool) = sides(first);
    let confirmation: Confirmation = sqlx::query_as(
        "INSERT INTO balance_confirmation (id, tenant, version, event_sequence, state, bank, as_of, file, file_sha256,
                loans, outstanding_fen, bank_by, bank_on, pool_by, pool_on, create_time, update_time)
         VALUES ($1, $2, 1, 1, 'CONFIRMED_BY_ONE', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
         RETURNING id, tenant, version, event_sequence, state, bank, as_of, file_sha256, loans, outstanding_fen,
                bank_by, bank_on, pool_by, pool_on, create_time, update_time",
    )
    .bind(month.id)
    .bind(tenant)
    .bind(month.bank)
    .bind(month.as_of)
    .bind(month.file)
    .bind(month.sha256)
    .bind(month.loans)
    .bind(month.outstanding_fen)
    .bind(bank.map(|signed| signed.by))
    .bind(bank.map(|signed| signed.signed_on))
    .bind(pool.map(|signed| signed.by))
    .bind(pool.map(|signed| signed.signed_on))
    .bind(Utc::now().trunc_subsecs(6))
    .fetch_one(&mut **write)
    .await
    .on_constraint("balance_confirmation_month_key", Error::from(already_confirmed()))?;
    record(write, &confirmation, "BalanceConfirmedByOne");
    Ok(confirmation)
}

/// Adds the other side's signature; its event is published under the sequence in the answer.
pub async fn sign(
    write: &mut Write,
    before: &Confirmation,
    second: Signature<'_>,
) -> Result<Confirmation, Error> {
    write.in_tenant(&before.tenant);
    let (bank, pool) = sides(second);
    let done = sqlx::query(
        "UPDATE balance_confirmation
            SET version = version + 1, event_sequence = event_sequence + 1, state = 'CONFIRMED',
                bank_by = coalesce(bank_by, $3), bank_on = coalesce(bank_on, $4),
                pool_by = coalesce(pool_by, $5), pool_on = coalesce(pool_on, $6), update_time = $7
          WHERE id = $1 AND version = $2",
    )
    .bind(before.id)
    .bind(before.version)
    .bind(bank.map(|signed| signed.by))
    .bind(bank.map(|signed| signed.signed_on))
    .bind(pool.map(|signed| signed.by))
    .bind(pool.map(|signed| signed.signed_on))
    .bind(Utc::now().trunc_subsecs(6))
    .execute(&mut **write)
    .await
    .on_constraint(
        "balance_confirmation_signatures",
        Error::from(already_confirmed()),
    )?;
    written(&done)?;
    let after = find(write, before.id).await?;
    let after =
        after.ok_or_else(|| anyhow::anyhow!("a confirmation is gone that was just signed"))?;
    record(write, &after, "BalanceConfirmed");
    Ok(after)
}

fn sides(signed: Signature<'_>) -> (Option<Signature<'_>>, Option<Signature<'_>>) {
    match signed.side {
        Side::Bank => (Some(signed), None),
        Side::Pool => (None, Some(signed)),
    }
}

fn record(write: &mut Write, confirmation: &Confirmation, event: &'static str) {
    write.audit(AuditEntry {
        action: "confirmation.signed",
        aggregate: AGGREGATE,
        aggregate_id: confirmation.id,
        version: confirmation.version,
        detail: serde_json::json!({
            "event": event,
            "as_of": confirmation.as_of,
            "loans": confirmation.loans,
            "outstanding_fen": confirmation.outstanding_fen,
            "state": confirmation.state,
        }),
    });
}

/// The confirmation, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Confirmation>, Error> {
    let found = sqlx::query_as(
        "SELECT id, tenant, version, event_sequence, state, bank, as_of, file_sha256, loans, outstanding_fen, bank_by,
                bank_on, pool_by, pool_on, create_time, update_time
           FROM balance_confirmation WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// Holds a bank's month until the transaction ends, whether anybody has signed it or not: of two sides that sign at the same
/// moment one is the second.
pub async fn hold_month(write: &mut Write, bank: &str, as_of: NaiveDate) -> Result<(), Error> {
    sqlx::query(
        "SELECT pg_advisory_xact_lock(hashtextextended('balances ' || $1 || ' ' || $2::date, 0))",
    )
    .bind(bank)
    .bind(as_of)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The confirmation of a bank's month, held until the transaction ends.
pub async fn lock_month(
    write: &mut Write,
    bank: &str,
    as_of: NaiveDate,
) -> Result<Option<Confirmation>, Error> {
    let found = sqlx::query_as(
        "SELECT id, tenant, version, event_sequence, state, bank, as_of, file_sha256, loans, outstanding_fen, bank_by,
                bank_on, pool_by, pool_on, create_time, update_time
           FROM balance_confirmation WHERE bank = $1 AND as_of = $2 FOR UPDATE",
    )
    .bind(bank)
    .bind(as_of)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// The file of a bank's month that somebody has signed.
pub async fn file(
    connection: &mut PgConnection,
    bank: &str,
    as_of: NaiveDate,
) -> Result<Option<Vec<u8>>, Error> {
    let found =
        sqlx::query_scalar("SELECT file FROM balance_confirmation WHERE bank = $1 AND as_of = $2")
            .bind(bank)
            .bind(as_of)
            .fetch_optional(connection)
            .await?;
    Ok(found)
}

/// One page of the confirmations the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Confirmation>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT id, tenant, version, event_sequence, state, bank, as_of, file_sha256, loans, outstanding_fen, bank_by,
                bank_on, pool_by, pool_on, create_time, update_time
           FROM balance_confirmation
          WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR bank = $2) AND ($3::date IS NULL OR as_of = $3)
            AND ($4::timestamptz IS NULL OR (create_time, id) < ($4, $5))
          ORDER BY create_time DESC, id DESC LIMIT $6",
    )
    .bind(&filter.state)
    .bind(&filter.bank)
    .bind(filter.as_of)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
