//! Loans in Postgres: what is asked of many of them at once.
use chrono::NaiveDate;
use kezhuan_database::Write;
use kezhuan_law::Fen;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

pub use super::loan_list::{Filter, Order, SortKey, list};
pub use super::loan_rows::{AGGREGATE, insert, save};
use super::stored::Stored;
use crate::domain::loan::Loan;
use crate::error::Error;

/// One line of a bank's month-end balance confirmation.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Balance {
    pub loan_id: Uuid,
    pub number: String,
    pub borrower: String,
    pub state: String,
    pub principal_fen: i64,
    pub outstanding_fen: i64,
    pub maturity: NaiveDate,
}

/// The loan, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored<Loan>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The loan, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Loan>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Loans that a right secures now: whose collateral it is that changed. In the order of their ids.
pub async fn secured_by(
    connection: &mut PgConnection,
    asset: Uuid,
) -> Result<Vec<Stored<Loan>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan
          WHERE state IN ('CONTRACTED', 'ACTIVE', 'OVERDUE', 'DEFAULTED', 'IN_DISPOSAL')
            AND pledge_id IN (SELECT pledge_id FROM asset_reservation WHERE asset_id = $1 AND holds)
          ORDER BY id",
    )
    .bind(asset)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Active loans of which something fell due before `today` and is not paid, in the order of their ids.
pub async fn unpaid(
    connection: &mut PgConnection,
    today: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Loan>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan
          WHERE state = 'ACTIVE' AND unpaid_on < $1 AND id > $2
          ORDER BY id LIMIT $3",
    )
    .bind(today)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Overdue loans whose missed due day is `since` or an earlier one, in the order of their ids.
pub async fn overdue(
    connection: &mut PgConnection,
    since: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Loan>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan
          WHERE state = 'OVERDUE' AND overdue_since <= $1 AND id > $2
          ORDER BY id LIMIT $3",
    )
    .bind(since)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Active loans that mature by `day`, in the order of their ids.
pub async fn maturing(
    connection: &mut PgConnection,
    day: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Loan>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan
          WHERE state = 'ACTIVE' AND maturity <= $1 AND id > $2
          ORDER BY id LIMIT $3",
    )
    .bind(day)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Loans of a bank that are lent and not over, for its balance confirmation, in the order of their numbers.
pub async fn balances(
    connection: &mut PgConnection,
    bank: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Balance>, Error> {
    let rows = sqlx::query_as(
        "SELECT id AS loan_id, number, borrower, state, principal_fen, outstanding_fen, maturity FROM loan
          WHERE bank = $1 AND state IN ('ACTIVE', 'OVERDUE', 'DEFAULTED', 'IN_DISPOSAL')
            AND ($2::text IS NULL OR number > $2)
          ORDER BY number LIMIT $3",
    )
    .bind(bank)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

impl Balance {
    /// What is owed.
    pub fn outstanding(&self) -> Fen {
        Fen(self.outstanding_fen)
    }
}
