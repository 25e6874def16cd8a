//! A loan while all goes well: lent, filed with the pool, paid on schedule.
use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_protocol::financing::v1::loan::State;
use kezhuan_protocol::financing::v1::{
    CureLoanRequest, DisburseLoanRequest, EstimateInterestRequest, FileLoanWithPoolRequest,
    GetLoanRequest, Loan, PayLoanInstalmentRequest, RepayLoanRequest, pledge, product,
};

use super::{BANK, Bank, Cases};
use crate::money_text::yuan;
use crate::refusal;

impl Bank {
    /// The next step on a loan, if there is one today; whether it was taken, or the loan is to be looked at again.
    pub(super) async fn look_after_loan(
        &self,
        loan: &Loan,
        cases: &Cases,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        let refusals = self.journal.refusals();
        let taken = self.next_of_loan(loan, cases, today).await?;
        if taken || self.journal.refusals() == refusals {
            return Ok(taken);
        }
        // The calendar marks missed days and long delays too, and may have been faster.
        let request = GetLoanRequest {
            name: loan.name.clone(),
        };
        let answer = self.systems.financing()?.get_loan(request).await;
        let has_moved = answer.map_err(refusal::readable)?.get_ref().etag != loan.etag;
        if has_moved {
            let why = "贷款状态已先变化 it had moved meanwhile";
            self.journal.excuse(BANK, why, &loan.name);
        }
        Ok(has_moved)
    }

    async fn next_of_loan(
        &self,
        loan: &Loan,
        cases: &Cases,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        let pays = !self.manner.unpaid.contains(&loan.borrower);
        match loan.state() {
            State::Contracted => self.disburse(loan, cases).await,
            State::Active if is_to_be_filed(loan) => self.file_with_pool(loan).await,
            State::Active if pays => self.take_what_is_due(loan, today).await,
            State::Active => self.report_overdue(loan, today).await,
            State::Overdue if pays => self.cure(loan, today).await,
            State::Overdue => self.default_when_late(loan, today).await,
            State::Defaulted => self.claim_and_dispose(loan, today).await,
            State::InDisposal => self.dispose(loan, cases, today).await,
            State::Unspecified
            | State::Repaid
            | State::Renewed
            | State::ClosedFull
            | State::ClosedLoss => Ok(false),
        }
    }

    /// Only once the registry has confirmed the pledge, where there is one.
    async fn disburse(&self, loan: &Loan, cases: &Cases) -> anyhow::Result<bool> {
        let pledge = cases.pledges.iter().find(|found| found.name == loan.pledge);
        let is_secured = loan.pledge.is_empty()
            || pledge.is_some_and(|pledge| pledge.state() == pledge::State::Effective);
        if !is_secured {
            return Ok(false);
        }
        let request = DisburseLoanRequest {
            name: loan.name.clone(),
            biz_no: self.number(&["disburse", &loan.name]),
            ..DisburseLoanRequest::default()
        };
        let what = format!("放款 disbursed {} 元", yuan(loan.principal_fen));
        let disbursed = instruct!(self, systems, disburse_loan, &what, request);
        Ok(disbursed.is_some())
    }

    async fn file_with_pool(&self, loan: &Loan) -> anyhow::Result<bool> {
        let request = FileLoanWithPoolRequest {
            name: loan.name.clone(),
            biz_no: self.number(&["pool", &loan.name]),
            ..FileLoanWithPoolRequest::default()
        };
        let what = "向资金池备案 filed with the pool";
        let filed = instruct!(self, systems, file_loan_with_pool, what, request);
        Ok(filed.is_some())
    }

    /// What fell due by today and was not paid: principal, and the interest until that day.
    async fn take_what_is_due(&self, loan: &Loan, today: NaiveDate) -> anyhow::Result<bool> {
        let today = today.to_string();
        let mut due_fen = 0;
        let missing = loan.schedule.iter().find(|due| {
            due_fen += due.principal_fen;
            due.on <= today && due_fen > loan.repaid_fen
        });
        let Some(due) = missing else {
            // A cure may have paid the last of it; then the end is told with nothing.
            return match loan.outstanding_fen {
                0 => self.repay(loan, &today, 0).await,
                _ => Ok(false),
            };
        };
        let principal_fen = due_fen - loan.repaid_fen;
        if principal_fen == loan.outstanding_fen {
            return self.repay(loan, &due.on, principal_fen).await;
        }
        let request = PayLoanInstalmentRequest {
            name: loan.name.clone(),
            biz_no: self.number(&["instalment", &loan.name, &due.on]),
            paid_on: due.on.clone(),
            principal_fen,
            interest_fen: self.interest_until(loan, &due.on).await?,
            ..PayLoanInstalmentRequest::default()
        };
        let what = format!("收回本金 took an instalment of {} 元", yuan(principal_fen));
        let paid = instruct!(self, systems, pay_loan_instalment, &what, request);
        Ok(paid.is_some())
    }

    async fn repay(&self, loan: &Loan, on: &str, principal_fen: i64) -> anyhow::Result<bool> {
        let interest_fen = match principal_fen {
            0 => 0,
            _ => self.interest_until(loan, on).await?,
        };
        let request = RepayLoanRequest {
            name: loan.name.clone(),
            biz_no: self.number(&["repay", &loan.name]),
            paid_on: on.to_owned(),
            principal_fen,
            interest_fen,
            ..RepayLoanRequest::default()
        };
        let what = format!("结清 repaid the last {} 元", yuan(principal_fen));
        let repaid = instruct!(self, systems, repay_loan, &what, request);
        Ok(repaid.is_some())
    }

    /// The clock went over a due day: what is missing of the principal, with interest and no penalty.
    async fn cure(&self, loan: &Loan, today: NaiveDate) -> anyhow::Result<bool> {
        let today = today.to_string();
        let before = loan.schedule.iter().filter(|due| due.on < today);
        let due_fen: i64 = before.map(|due| due.principal_fen).sum();
        let missing_fen = due_fen - loan.repaid_fen;
        let request = CureLoanRequest {
            name: loan.name.clone(),
            biz_no: self.number(&["cure", &loan.name, &loan.overdue_since]),
            interest_fen: self.interest_until(loan, &today).await?,
            paid_on: today,
            principal_fen: missing_fen,
            ..CureLoanRequest::default()
        };
        let what = format!("补足逾期本金 cured with {} 元", yuan(missing_fen));
        let cured = instruct!(self, systems, cure_loan, &what, request);
        Ok(cured.is_some())
    }

    /// What accrued until that day and was not paid, as the suite estimates it.
    async fn interest_until(&self, loan: &Loan, until: &str) -> anyhow::Result<i64> {
        let request = EstimateInterestRequest {
            loan: loan.name.clone(),
            until: until.to_owned(),
        };
        let answer = self.systems.financing()?.estimate_interest(request).await;
        let estimate = answer.map_err(refusal::readable)?.into_inner();
        let open = estimate.interest_fen.checked_sub(estimate.paid_fen);
        Ok(open.context("an interest beyond 64 bits")?.max(0))
    }
}

fn is_to_be_filed(loan: &Loan) -> bool {
    let mode = loan.product.as_ref().map(|product| product.mode());
    let is_covered = mode.is_some_and(|mode| mode != product::Mode::Unspecified);
    is_covered && loan.pool_filing.is_none()
}
