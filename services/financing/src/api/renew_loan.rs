//! ACTIVE → RENEWED (无还本续贷): a new loan takes this one's place, and exactly what is owed of it.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{Loan, RenewLoanRequest};

use super::FinancingApi;
use super::loan_step::{self, Security};
use crate::domain::loan::{self as domain, Command};
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RenewLoanRequest,
    key: RequestKey,
) -> Result<Loan, Error> {
    let at = ("new_loan", input.new_loan.as_str());
    let new = loan_step::open(&api, &caller, at).await?.body;
    let command = move |old: &domain::Loan| {
        domain::takes_the_place_of(&new, old)?;
        let renew = Command::Renew {
            new_loan: new.id,
            principal: new.principal,
        };
        Ok::<_, Error>((renew, Fen::ZERO))
    };
    let at = (input.name.as_str(), input.etag.as_str());
    loan_step::take(api, caller, at, key, (Security::Unasked, command)).await
}
