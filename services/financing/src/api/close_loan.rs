//! IN_DISPOSAL → CLOSED_FULL, or CLOSED_LOSS where the court or the bankruptcy ended the claim on the borrower.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{CloseLoanRequest, Loan};

use super::{FinancingApi, convert, loan_step};
use crate::domain::loan::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: CloseLoanRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let command = Command::Close {
        write_off: convert::loan::read_write_off(input.write_off)?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    loan_step::plain(api, caller, at, key, command).await
}
