//! ACTIVE → ACTIVE: part of the principal came in, or interest alone.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Loan, PayLoanInstalmentRequest};

use super::FinancingApi;
use super::loan_money::{self, Told};
use crate::domain::loan::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: PayLoanInstalmentRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let told = Told {
        biz_no: &input.biz_no,
        paid_on: &input.paid_on,
        principal_fen: input.principal_fen,
        interest_fen: input.interest_fen,
        penalty_fen: input.penalty_fen,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    loan_money::take(api, caller, at, key, (told, Command::PayInstalment)).await
}
