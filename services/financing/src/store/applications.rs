//! Applications in Postgres: what is asked of many of them at once.
use chrono::NaiveDate;
use kezhuan_database::Write;
use kezhuan_law::Fen;
use sqlx::PgConnection;
use uuid::Uuid;

pub use super::application_list::{Filter, Order, SortKey, list};
pub use super::application_rows::{AGGREGATE, insert, save};
use super::stored::Stored;
use crate::domain::application::Application;
pub use crate::domain::application::InUse;
use crate::domain::product::ProductKind;
use crate::error::Error;

/// The application, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Application>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan_application WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The application, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Application>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan_application WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// What an enterprise has of a product before `but` is decided: approved in the calendar year, or owed.
pub async fn in_use(
    connection: &mut PgConnection,
    enterprise: &str,
    product: ProductKind,
    year: i32,
    but: Uuid,
) -> Result<InUse, Error> {
    let (owed, bank): (i64, Option<String>) = sqlx::query_as(
        "SELECT coalesce((SELECT sum(outstanding_fen) FROM loan WHERE borrower = $1 AND product = $2), 0)::bigint
                + coalesce((SELECT sum((body #>> '{approval,amount}')::bigint) FROM loan_application lent
                             WHERE lent.enterprise = $1 AND lent.product = $2 AND lent.id <> $4
                               AND lent.state IN ('APPROVED', 'CONTRACTED')
                               AND NOT EXISTS (SELECT FROM loan WHERE loan.id = lent.loan_id AND loan.state <> 'CONTRACTED')),
                           0)::bigint,
                (SELECT bank FROM loan_application used
                  WHERE used.enterprise = $1 AND used.product = $2 AND used.id <> $4
                    AND used.state IN ('APPROVED', 'CONTRACTED')
                    AND extract(year FROM (used.body #>> '{approval,approved_on}')::date) = $3::int
                  ORDER BY used.create_time LIMIT 1)",
    )
    .bind(enterprise)
    .bind(product.as_str())
    .bind(year)
    .bind(but)
    .fetch_one(connection)
    .await?;
    Ok(InUse {
        outstanding: Fen(owed),
        bank_this_year: bank,
    })
}

/// The same while an application is held to be approved: nobody else has one of that enterprise and product approved until
/// the transaction ends.
pub async fn hold_in_use(write: &mut Write, application: Uuid, year: i32) -> Result<InUse, Error> {
    let (owed, bank): (i64, Option<String>) =
        sqlx::query_as("SELECT outstanding_fen, bank FROM product_in_use($1, $2)")
            .bind(application)
            .bind(year)
            .fetch_one(&mut **write)
            .await?;
    Ok(InUse {
        outstanding: Fen(owed),
        bank_this_year: bank,
    })
}

/// Approvals that nobody signed in time, in the order of their ids.
pub async fn unsigned(
    connection: &mut PgConnection,
    today: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Application>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan_application
          WHERE state = 'APPROVED' AND sign_until < $1 AND id > $2
          ORDER BY id LIMIT $3",
    )
    .bind(today)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Submitted applications that no rule has answered yet, in the order of their ids: what a crash left behind the
/// submission, and what waits for a person since before a newer rule was adopted.
pub async fn unexamined(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Application>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM loan_application
          WHERE state IN ('SUBMITTED', 'MANUAL') AND id > $1
            AND (body->>'failure' IS NULL OR EXISTS (
                 SELECT FROM rule_entry entry
                  WHERE entry.tenant IN (loan_application.tenant, financing_city(loan_application.tenant))
                    AND split_part(entry.hook, '@', 1) = 'ip.eligibility' AND entry.adopt_time > loan_application.update_time))
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
