//! ACTIVE → ACTIVE: the pool covers it from now on. Late or not, it is filed: lateness refuses a claim, not the loan.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{FileLoanWithPoolRequest, Loan};

use super::{FinancingApi, loan_step};
use crate::domain::loan::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: FileLoanWithPoolRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    loan_step::plain(api, caller, at, key, Command::FileWithPool).await
}
