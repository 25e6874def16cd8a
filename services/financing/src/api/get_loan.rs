//! One loan.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{GetLoanRequest, Loan};

use super::FinancingApi;
use super::convert::loan::Telling;
use super::names::LOANS;
use crate::error::Error;
use crate::store::{compensations, loans};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetLoanRequest,
) -> Result<Loan, Error> {
    let id = LOANS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        let loan = loans::find(connection, id).await?;
        let claim = compensations::of_loan(connection, id).await?;
        Ok::<_, Error>((loan, claim))
    });
    let (loan, claim) = read.await?;
    let loan = loan.ok_or_else(|| LOANS.not_found(id))?;
    let claim = claim.map(|claim| claim.body.id);
    Ok(Telling::to(&caller, &api).message(&loan, claim))
}
