//! ACTIVE → OVERDUE, told by the bank: of interest alone only it knows.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Loan, ReportLoanOverdueRequest};

use super::{FinancingApi, convert, loan_step};
use crate::domain::loan::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ReportLoanOverdueRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let command = Command::MissDue {
        due_on: convert::day::read("due_on", &input.due_on)?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    loan_step::plain(api, caller, at, key, command).await
}
