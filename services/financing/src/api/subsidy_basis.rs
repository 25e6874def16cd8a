//! What a subsidy claim is computed on, as it is known now.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use sqlx::PgConnection;

use super::names::LOANS;
use crate::domain::ledger::{Fund, pool_of};
use crate::domain::loan::Loan;
use crate::domain::product::Stage;
use crate::domain::subsidy::{Claim, Interest};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{ledger_accounts, loans, subsidies};

/// Of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub interest: Interest,
    /// What the subsidy fund still has.
    pub available: Fen,
    pub stage: Stage,
    /// The day that picks the rule.
    pub legal_date: NaiveDate,
}

impl Basis {
    /// For whoever may read the fund.
    pub async fn of(connection: &mut PgConnection, claim: &Stored<Claim>) -> Result<Basis, Error> {
        let loan = loan_of(connection, &claim.body).await?;
        let pool = pool_of(&claim.tenant);
        let fund = ledger_accounts::fund(connection, &pool, Fund::Subsidy).await?;
        Ok(Basis {
            interest: interest(connection, &claim.body, &loan).await?,
            available: fund.available(),
            stage: loan.product.stage,
            legal_date: loan.interest_paid_on(claim.body.year),
        })
    }
}

/// The interest alone, which the enterprise sees as well.
pub async fn interest_now(connection: &mut PgConnection, claim: &Claim) -> Result<Interest, Error> {
    let loan = loan_of(connection, claim).await?;
    interest(connection, claim, &loan).await
}

async fn interest(
    connection: &mut PgConnection,
    claim: &Claim,
    loan: &Loan,
) -> Result<Interest, Error> {
    let (enterprise, year) = (&claim.enterprise, claim.year);
    let already = subsidies::granted_in_year(connection, enterprise, year, claim.id).await?;
    Ok(Interest::of_year(
        loan,
        year,
        claim.interest.other,
        already,
    )?)
}

async fn loan_of(connection: &mut PgConnection, claim: &Claim) -> Result<Loan, Error> {
    let loan = loans::find(connection, claim.loan).await?;
    Ok(loan.ok_or_else(|| LOANS.not_found(claim.loan))?.body)
}
