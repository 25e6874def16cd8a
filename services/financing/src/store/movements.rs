//! Money that moved between bank and borrower, by the number the bank gave it. A row is never changed.
use chrono::NaiveDate;
use kezhuan_database::{OnConstraint, Write};
use kezhuan_law::Fen;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::biz_no::BizNo;
use crate::domain::loan::{Loan, Paid};
use crate::domain::refused::Refused;
use crate::error::Error;

/// One movement. The principal of a disbursement went out, of every other it came in.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Movement {
    pub loan_id: Uuid,
    /// 0 is the disbursement, payments follow in the order they were told.
    pub position: i32,
    pub bank: String,
    pub biz_no: String,
    pub moved_on: NaiveDate,
    pub principal_fen: i64,
    pub interest_fen: i64,
    pub penalty_fen: i64,
}

/// Where a page of a bank's day starts: after this number.
pub type Place = String;

impl Movement {
    /// Everything that moved.
    pub fn total(&self) -> Fen {
        // The domain holds each payment's sum to 64 bits.
        Fen(self.principal_fen + self.interest_fen + self.penalty_fen)
    }

    fn of_disbursement(loan: &Loan) -> Option<Movement> {
        let lent = loan.disbursement.as_ref()?;
        Some(Movement {
            loan_id: loan.id,
            position: 0,
            bank: loan.bank.clone(),
            biz_no: lent.biz_no.as_str().to_owned(),
            moved_on: lent.disbursed_on,
            principal_fen: loan.principal.get(),
            interest_fen: 0,
            penalty_fen: 0,
        })
    }

    fn of_payment(loan: &Loan, place: usize, paid: &Paid) -> Movement {
        Movement {
            loan_id: loan.id,
            position: i32::try_from(place + 1).unwrap_or(i32::MAX),
            bank: loan.bank.clone(),
            biz_no: paid.biz_no.as_str().to_owned(),
            moved_on: paid.paid_on,
            principal_fen: paid.principal.get(),
            interest_fen: paid.interest.get(),
            penalty_fen: paid.penalty.get(),
        }
    }
}

/// Adds what a step moved.
pub(super) async fn save(
    write: &mut Write,
    tenant: &str,
    before: &Loan,
    after: &Loan,
) -> Result<(), Error> {
    let lent = Movement::of_disbursement(after).filter(|_| before.disbursement.is_none());
    let payments = after.payments.iter().enumerate();
    let paid = payments
        .skip(before.payments.len())
        .map(|(place, paid)| Movement::of_payment(after, place, paid));
    for movement in lent.into_iter().chain(paid) {
        insert(write, tenant, &movement).await?;
    }
    Ok(())
}

async fn insert(write: &mut Write, tenant: &str, movement: &Movement) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO loan_movement (loan_id, position, tenant, bank, biz_no, moved_on, principal_fen, interest_fen,
                                    penalty_fen)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(movement.loan_id)
    .bind(movement.position)
    .bind(tenant)
    .bind(&movement.bank)
    .bind(&movement.biz_no)
    .bind(movement.moved_on)
    .bind(movement.principal_fen)
    .bind(movement.interest_fen)
    .bind(movement.penalty_fen)
    .execute(&mut **write)
    .await
    .on_constraint("loan_movement_biz_no_key", Error::from(used(&movement.biz_no)))?;
    Ok(())
}

fn used(biz_no: &str) -> Refused {
    Refused::new(
        "BIZ_NO_USED",
        format!("业务流水号 {biz_no} 已用于另一笔资金"),
        format!("the business number {biz_no} stands for another movement of money"),
    )
    .with("biz_no", biz_no)
}

/// The movement that a bank gave this number.
pub async fn find(
    connection: &mut PgConnection,
    bank: &str,
    biz_no: &BizNo,
) -> Result<Option<Movement>, Error> {
    let found = sqlx::query_as(
        "SELECT loan_id, position, bank, biz_no, moved_on, principal_fen, interest_fen, penalty_fen
           FROM loan_movement WHERE bank = $1 AND biz_no = $2",
    )
    .bind(bank)
    .bind(biz_no.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// What moved of a loan, in the order it was told.
pub async fn of_loan(connection: &mut PgConnection, loan: Uuid) -> Result<Vec<Movement>, Error> {
    let rows = sqlx::query_as(
        "SELECT loan_id, position, bank, biz_no, moved_on, principal_fen, interest_fen, penalty_fen
           FROM loan_movement WHERE loan_id = $1 ORDER BY position",
    )
    .bind(loan)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// One page of what moved on a bank's day, in the order of the numbers.
pub async fn of_day(
    connection: &mut PgConnection,
    bank: &str,
    day: NaiveDate,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Movement>, Error> {
    let rows = sqlx::query_as(
        "SELECT loan_id, position, bank, biz_no, moved_on, principal_fen, interest_fen, penalty_fen
           FROM loan_movement
          WHERE bank = $1 AND moved_on = $2 AND ($3::text IS NULL OR biz_no > $3)
          ORDER BY biz_no LIMIT $4",
    )
    .bind(bank)
    .bind(day)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
