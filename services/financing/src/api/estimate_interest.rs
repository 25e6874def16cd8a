//! The suite's estimate of what accrued on a loan; the bank's figure rules.
use kezhuan_auth::Caller;
use kezhuan_law::money::AmountOverflow;
use kezhuan_protocol::financing::v1::{EstimateInterestRequest, InterestEstimate};

use super::names::LOANS;
use super::{FinancingApi, convert, loan_step};
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: EstimateInterestRequest,
) -> Result<InterestEstimate, Error> {
    let stored = loan_step::open(&api, &caller, ("loan", &input.loan)).await?;
    let until = convert::day::read_if_given("until", &input.until)?;
    let until = until.unwrap_or(api.clock.today());
    let loan = &stored.body;
    loan.disbursed_on()?;
    let interest = loan.interest_until(until).ok_or(AmountOverflow)?;
    Ok(InterestEstimate {
        loan: LOANS.name(loan.id),
        until: until.to_string(),
        interest_fen: interest.get(),
        paid_fen: loan.interest_paid_until(until)?.get(),
    })
}
