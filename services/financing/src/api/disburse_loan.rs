//! CONTRACTED → ACTIVE: the money is lent, once the registry has confirmed the pledge.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{DisburseLoanRequest, Loan};

use super::FinancingApi;
use super::loan_step::{self, Security};
use crate::domain::biz_no::BizNo;
use crate::domain::loan::{self as domain, Command};
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: DisburseLoanRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let biz_no = BizNo::parse(&input.biz_no)?;
    let command = move |loan: &domain::Loan| {
        let biz_no = biz_no.clone();
        Ok((Command::Disburse { biz_no }, loan.principal))
    };
    let at = (input.name.as_str(), input.etag.as_str());
    loan_step::take(api, caller, at, key, (Security::Held, command)).await
}
