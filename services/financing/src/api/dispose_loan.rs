//! DEFAULTED → IN_DISPOSAL: the security is turned into money.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{DisposeLoanRequest, Loan};

use super::{FinancingApi, loan_step};
use crate::domain::loan::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: DisposeLoanRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let command = Command::Dispose { way: input.way };
    let at = (input.name.as_str(), input.etag.as_str());
    loan_step::plain(api, caller, at, key, command).await
}
