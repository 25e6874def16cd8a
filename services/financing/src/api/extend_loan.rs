//! ACTIVE → ACTIVE with a later maturity (展期), as far as the rights live and the registered pledge reaches.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{ExtendLoanRequest, Loan};

use super::loan_step::{self, Security};
use super::{FinancingApi, convert};
use crate::domain::loan::{self as domain, Command};
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ExtendLoanRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let maturity = convert::day::read("maturity", &input.maturity)?;
    let command = move |_: &domain::Loan| Ok((Command::Extend { maturity }, Fen::ZERO));
    let at = (input.name.as_str(), input.etag.as_str());
    loan_step::take(api, caller, at, key, (Security::Held, command)).await
}
