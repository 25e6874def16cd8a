//! Money that came in on a loan, as the bank tells it.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;

use super::loan_step::{self, Security};
use super::{FinancingApi, convert};
use crate::domain::biz_no::BizNo;
use crate::domain::loan::{Command, Loan, Paid};
use crate::error::Error;

/// One payment as it was told.
pub struct Told<'a> {
    pub biz_no: &'a str,
    pub paid_on: &'a str,
    pub principal_fen: i64,
    pub interest_fen: i64,
    pub penalty_fen: i64,
}

impl Told<'_> {
    fn read(&self) -> Result<Paid, Error> {
        let paid_on: NaiveDate = convert::day::read("paid_on", self.paid_on)?;
        Ok(Paid {
            biz_no: BizNo::parse(self.biz_no)?,
            paid_on,
            principal: Fen(self.principal_fen),
            interest: Fen(self.interest_fen),
            penalty: Fen(self.penalty_fen),
        })
    }
}

/// Takes the step that `command` makes of a payment.
pub async fn take(
    api: FinancingApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    (told, command): (Told<'_>, fn(Paid) -> Command),
) -> Result<v1::Loan, Error> {
    let paid = told.read()?;
    let amount = Fen::checked_sum([paid.principal, paid.interest, paid.penalty])?;
    let command = move |_: &Loan| Ok((command(paid.clone()), amount));
    loan_step::take(api, caller, at, key, (Security::Unasked, command)).await
}
