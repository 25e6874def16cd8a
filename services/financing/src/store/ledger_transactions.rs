//! What is booked, in the transaction of the step it belongs to. What the books refuse refuses the step.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::{AuditEntry, Write};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::ledger_accounts::Named;
use crate::domain::ledger::{
    Posting, Transaction, fund_exhausted, more_back_than_paid, not_covered_so_far,
};
use crate::error::Error;

/// Names the aggregate in the record.
pub const AGGREGATE: &str = "ledger_transaction";

/// The step that a movement belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// Whose pool it is.
    pub tenant: &'a str,
    /// The loan, claim or deposit, and its version after the step: one step is booked once.
    pub case: Uuid,
    pub version: i64,
    pub legal_date: NaiveDate,
}

/// One movement that was booked.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Booked {
    pub id: Uuid,
    pub tenant: String,
    pub case_id: Uuid,
    pub case_version: i64,
    /// What kind of movement, as its `Posting` is named.
    pub kind: String,
    pub legal_date: NaiveDate,
    pub create_time: DateTime<Utc>,
}

/// What a list of movements is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub tenant: Option<String>,
    pub case: Option<Uuid>,
    pub kind: Option<String>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// Books a movement and answers its transaction's id. After the case was saved: whoever books acts in it.
pub async fn post(write: &mut Write, of: Of<'_>, posting: &Posting) -> Result<Uuid, Error> {
    let transaction = posting.transaction()?;
    let id = Uuid::now_v7();
    write.in_tenant(of.tenant);
    insert(write, id, of, kind(posting), &transaction).await?;
    write.audit(AuditEntry {
        action: "ledger.posted",
        aggregate: AGGREGATE,
        aggregate_id: id,
        version: 1,
        detail: serde_json::json!({
            "case": of.case,
            "case_version": of.version,
            "kind": kind(posting),
            "entries": transaction,
        }),
    });
    Ok(id)
}

async fn insert(
    write: &mut Write,
    id: Uuid,
    of: Of<'_>,
    kind: &'static str,
    transaction: &Transaction,
) -> Result<(), Error> {
    let entries = transaction.entries();
    let accounts: Vec<Named> = entries.iter().map(|entry| Named::of(&entry.account)).collect();
    let sides: Vec<&str> = entries.iter().map(|entry| entry.side.as_str()).collect();
    let amounts: Vec<i64> = entries.iter().map(|entry| entry.amount.get()).collect();
    sqlx::query("SELECT ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)")
        .bind(id)
        .bind(of.tenant)
        .bind(of.case)
        .bind(of.version)
        .bind(kind)
        .bind(of.legal_date)
        .bind(column(&accounts, |account| account.code.as_str()))
        .bind(column(&accounts, |account| account.kind))
        .bind(column(&accounts, |account| account.fund))
        .bind(column(&accounts, |account| account.source))
        .bind(column(&accounts, |account| account.bank.as_deref()))
        .bind(column(&accounts, |account| account.mode))
        .bind(sides)
        .bind(amounts)
        .execute(&mut **write)
        .await
        .map_err(refused)?;
    Ok(())
}

fn column<'r, T>(accounts: &'r [Named], of: impl Fn(&'r Named) -> T) -> Vec<T> {
    accounts.iter().map(of).collect()
}

/// What the books' own rules refuse, said as the domain says it.
fn refused(error: sqlx::Error) -> Error {
    let constraint = error.as_database_error().and_then(|cause| cause.constraint());
    match constraint {
        Some("ledger_fund_check") => fund_exhausted().into(),
        Some("ledger_cover_check") => not_covered_so_far().into(),
        Some("ledger_back_check") => more_back_than_paid().into(),
        _ => error.into(),
    }
}

/// No wildcard arm: a new movement does not compile until it is named here.
const fn kind(posting: &Posting) -> &'static str {
    match posting {
        Posting::Deposit { .. } => "DEPOSIT",
        Posting::Cover { .. } => "COVER",
        Posting::Uncover { .. } => "UNCOVER",
        Posting::Claim { .. } => "CLAIM",
        Posting::Compensate { .. } => "COMPENSATE",
        Posting::Recover { .. } => "RECOVER",
        Posting::Settle { .. } => "SETTLE",
        Posting::Reserve { .. } => "RESERVE",
        Posting::Release { .. } => "RELEASE",
        Posting::Subsidise { .. } => "SUBSIDISE",
        Posting::ReturnSubsidy { .. } => "RETURN_SUBSIDY",
    }
}

/// One page of the movements the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Uuid>,
    size: i64,
) -> Result<Vec<Booked>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, tenant, case_id, case_version, kind, legal_date, create_time FROM ledger_transaction
          WHERE ($1::text IS NULL OR tenant = $1) AND ($2::uuid IS NULL OR case_id = $2)
            AND ($3::text IS NULL OR kind = $3) AND ($4::date IS NULL OR legal_date >= $4)
            AND ($5::date IS NULL OR legal_date <= $5) AND ($6::uuid IS NULL OR id < $6)
          ORDER BY id DESC LIMIT $7",
    )
    .bind(&filter.tenant)
    .bind(filter.case)
    .bind(&filter.kind)
    .bind(filter.from)
    .bind(filter.to)
    .bind(after)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
