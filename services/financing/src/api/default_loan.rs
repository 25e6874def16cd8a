//! OVERDUE → DEFAULTED: after so many days, or called in before.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{DefaultLoanRequest, Loan};

use super::{FinancingApi, convert, loan_step};
use crate::domain::loan::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: DefaultLoanRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let ground = convert::loan::read_ground(input.ground, input.reason)?;
    let at = (input.name.as_str(), input.etag.as_str());
    loan_step::plain(api, caller, at, key, Command::Default(ground)).await
}
