//! Loans in Postgres: what is asked of many of them at once.
use chrono::NaiveDate;
use kezhuan_database::Write;
use sqlx::PgConnection;
use uuid::Uuid;

pub use super::loan_list::{Filter, Order, SortKey, list};
pub use super::loan_rows::{AGGREGATE, insert, save};
use super::stored::Stored;
use crate::domain::loan::Loan;
use crate::error::Error;

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

/// Loans of a bank that were lent by `day` and may not have been over then, in the order of their ids. One that renews
/// another says since when the other is owed no more, whatever became of it.
pub async fn lent_by(
    connection: &mut PgConnection,
    bank: &str,
    day: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Loan>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan
          WHERE bank = $1 AND disbursed_on <= $2 AND id > $3
            AND (repaid_on IS NULL OR repaid_on > $2 OR body->>'renews' IS NOT NULL)
          ORDER BY id LIMIT $4",
    )
    .bind(bank)
    .bind(day)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
