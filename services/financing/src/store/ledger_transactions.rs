//! What is booked, in the transaction of the step it belongs to. What the books refuse refuses the step.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::{AuditEntry, Write};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::ledger_accounts::Named;
use crate::domain::ledger::{
    Posting, Transaction, deposited_before, document, fund_exhausted, more_back_than_paid,
    not_covered_so_far,
};
use crate::error::Error;

/// Names the aggregate in the record.
pub const AGGREGATE: &str = "ledger_transaction";

/// The step that a movement belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// Whose pool it is: `pool_of` the case's tenant.
    pub tenant: &'a str,
    /// `loan`, `compensation`, `subsidy`, as their stores name them; or a deposit.
    pub aggregate: &'static str,
    /// The loan or claim and its version after the step: one step is booked once. Of a deposit an id of its own, and 1.
    pub case: Uuid,
    pub version: i64,
    /// Of a deposit: the document it stands on. Empty otherwise.
    pub reference: &'a str,
    /// Who took the step.
    pub actor: &'a str,
    pub legal_date: NaiveDate,
}

/// One movement that was booked.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Booked {
    pub id: Uuid,
    pub tenant: String,
    /// 1, 2, 3 … over the books, without a gap.
    pub number: i64,
    pub aggregate: String,
    pub case_id: Uuid,
    pub case_version: i64,
    /// What kind of movement, as its `Posting` is named.
    pub kind: String,
    pub reference: String,
    pub actor: String,
    pub legal_date: NaiveDate,
    pub create_time: DateTime<Utc>,
}

/// What a list of movements is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub case: Option<Uuid>,
    pub kind: Option<String>,
    /// It moved an account of this fund.
    pub fund: Option<String>,
    /// It moved an account of this bank.
    pub bank: Option<String>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// The aggregate of a movement that is no case's.
pub const DEPOSIT: &str = "deposit";

/// Books a movement and answers its transaction's id and number. After the case was saved: whoever books acts in it.
pub async fn post(write: &mut Write, of: Of<'_>, posting: &Posting) -> Result<(Uuid, i64), Error> {
    let transaction = posting.transaction()?;
    let id = Uuid::now_v7();
    let what = (kind(posting), document_of(posting, of.reference));
    let number = insert(write, id, of, what, &transaction).await?;
    write.audit(AuditEntry {
        action: "ledger.posted",
        aggregate: AGGREGATE,
        aggregate_id: id,
        version: 1,
        detail: serde_json::json!({
            "number": number,
            "aggregate": of.aggregate,
            "case": of.case,
            "case_version": of.version,
            "kind": kind(posting),
            "entries": transaction,
        }),
    });
    Ok((id, number))
}

async fn insert(
    write: &mut Write,
    id: Uuid,
    of: Of<'_>,
    (kind, document): (&'static str, Option<String>),
    transaction: &Transaction,
) -> Result<i64, Error> {
    let entries = transaction.entries();
    let accounts: Vec<Named> = entries
        .iter()
        .map(|entry| Named::of(&entry.account))
        .collect();
    let sides: Vec<&str> = entries.iter().map(|entry| entry.side.as_str()).collect();
    let amounts: Vec<i64> = entries.iter().map(|entry| entry.amount.get()).collect();
    let number = sqlx::query_scalar(
        "SELECT ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(id)
    .bind(of.tenant)
    .bind(of.case)
    .bind(of.version)
    .bind(of.aggregate)
    .bind(kind)
    .bind(of.reference)
    .bind(document)
    .bind(of.actor)
    .bind(of.legal_date)
    .bind(column(&accounts, |account| account.code.as_str()))
    .bind(column(&accounts, |account| account.kind))
    .bind(column(&accounts, |account| account.fund))
    .bind(column(&accounts, |account| account.source))
    .bind(column(&accounts, |account| account.bank.as_deref()))
    .bind(column(&accounts, |account| account.mode))
    .bind(sides)
    .bind(amounts)
    .fetch_one(&mut **write)
    .await
    .map_err(refused)?;
    Ok(number)
}

fn column<'r, T>(accounts: &'r [Named], of: impl Fn(&'r Named) -> T) -> Vec<T> {
    accounts.iter().map(of).collect()
}

/// What the books' own rules refuse, said as the domain says it.
fn refused(error: sqlx::Error) -> Error {
    let constraint = error
        .as_database_error()
        .and_then(|cause| cause.constraint());
    match constraint {
        Some("ledger_fund_check") => fund_exhausted().into(),
        Some("ledger_cover_check") => not_covered_so_far().into(),
        Some("ledger_back_check") => more_back_than_paid().into(),
        Some("ledger_transaction_document_key") => deposited_before().into(),
        _ => error.into(),
    }
}

/// What money is put in by: a document once. No other movement has one.
fn document_of(posting: &Posting, number: &str) -> Option<String> {
    match posting {
        Posting::Deposit { fund, source, .. } => Some(document(*fund, *source, number)),
        Posting::Cover { .. }
        | Posting::Uncover { .. }
        | Posting::Claim { .. }
        | Posting::Unclaim { .. }
        | Posting::Compensate { .. }
        | Posting::Recover { .. }
        | Posting::Settle { .. }
        | Posting::Reserve { .. }
        | Posting::Release { .. }
        | Posting::Subsidise { .. }
        | Posting::ReturnSubsidy { .. } => None,
    }
}

/// No wildcard arm: a new movement does not compile until it is named here.
const fn kind(posting: &Posting) -> &'static str {
    match posting {
        Posting::Deposit { .. } => "DEPOSIT",
        Posting::Cover { .. } => "COVER",
        Posting::Uncover { .. } => "UNCOVER",
        Posting::Claim { .. } => "CLAIM",
        Posting::Unclaim { .. } => "UNCLAIM",
        Posting::Compensate { .. } => "COMPENSATE",
        Posting::Recover { .. } => "RECOVER",
        Posting::Settle { .. } => "SETTLE",
        Posting::Reserve { .. } => "RESERVE",
        Posting::Release { .. } => "RELEASE",
        Posting::Subsidise { .. } => "SUBSIDISE",
        Posting::ReturnSubsidy { .. } => "RETURN_SUBSIDY",
    }
}

/// One page of a pool's movements that the caller may read, newest first, and one row more; after that number.
pub async fn list(
    connection: &mut PgConnection,
    tenant: &str,
    filter: &Filter,
    after: Option<i64>,
    size: i64,
) -> Result<Vec<Booked>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, tenant, number, aggregate, case_id, case_version, kind, reference, actor, legal_date, create_time
           FROM ledger_transaction booked
          WHERE tenant = $1 AND ($2::uuid IS NULL OR case_id = $2) AND ($3::text IS NULL OR kind = $3)
            AND (($4::text IS NULL AND $5::text IS NULL)
                 OR EXISTS (SELECT FROM ledger_posting posting JOIN ledger_account account ON account.id = posting.account_id
                             WHERE posting.transaction_id = booked.id
                               AND ($4::text IS NULL OR account.fund = $4) AND ($5::text IS NULL OR account.bank = $5)))
            AND ($6::date IS NULL OR legal_date >= $6) AND ($7::date IS NULL OR legal_date <= $7)
            AND ($8::bigint IS NULL OR number < $8)
          ORDER BY number DESC LIMIT $9",
    )
    .bind(tenant)
    .bind(filter.case)
    .bind(&filter.kind)
    .bind(&filter.fund)
    .bind(&filter.bank)
    .bind(filter.from)
    .bind(filter.to)
    .bind(after)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// The movements with these ids that the caller may read.
pub async fn find_all(connection: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Booked>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, tenant, number, aggregate, case_id, case_version, kind, reference, actor, legal_date, create_time
           FROM ledger_transaction WHERE id = ANY ($1) ORDER BY number",
    )
    .bind(ids)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// How far a pool's books have come: the number of the last movement, 0 before the first.
pub async fn last_number(connection: &mut PgConnection, tenant: &str) -> Result<i64, Error> {
    let number: Option<i64> =
        sqlx::query_scalar("SELECT last_number FROM ledger_book WHERE tenant = $1")
            .bind(tenant)
            .fetch_optional(connection)
            .await?;
    Ok(number.unwrap_or_default())
}
