//! A loan that nobody pays: overdue, in default, claimed from the pool, its security sold, written off.
use chrono::NaiveDate;
use kezhuan_protocol::financing::v1::loan::{DefaultGround, WriteOff};
use kezhuan_protocol::financing::v1::pledge::Realisation;
use kezhuan_protocol::financing::v1::{
    CloseLoanRequest, CollectOnLoanRequest, DefaultLoanRequest, DisposeLoanRequest,
    FileCompensationClaimRequest, LegalAction, Loan, Pledge, RealisePledgeRequest,
    ReportLoanOverdueRequest, compensation_claim, legal_action, pledge,
};

use super::{Bank, Cases};
use crate::money_text::yuan;

/// As in parameters.loan.default_after_days, and as long as the pool wants it (parameters.claim.overdue_days_min).
const LATE_DAYS: i32 = 60;
/// What the sale of the security brings in of what is owed.
const BROUGHT_IN_PERCENT: i64 = 30;

impl Bank {
    pub(super) async fn report_overdue(
        &self,
        loan: &Loan,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        let today = today.to_string();
        let mut due_fen = 0;
        let missed = loan.schedule.iter().find(|due| {
            due_fen += due.principal_fen;
            due.on < today && due_fen > loan.repaid_fen
        });
        let Some(due) = missed else {
            return Ok(false);
        };
        let request = ReportLoanOverdueRequest {
            name: loan.name.clone(),
            biz_no: self.number(&["overdue", &loan.name, &due.on]),
            due_on: due.on.clone(),
            ..ReportLoanOverdueRequest::default()
        };
        let what = format!("逾期 reported overdue since {}", due.on);
        let told = instruct!(self, systems, report_loan_overdue, &what, request);
        Ok(told.is_some())
    }

    pub(super) async fn default_when_late(
        &self,
        loan: &Loan,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        if loan.overdue_days < LATE_DAYS {
            return Ok(false);
        }
        let request = DefaultLoanRequest {
            name: loan.name.clone(),
            // A day too early would use the number up.
            biz_no: self.number(&["default", &loan.name, &today.to_string()]),
            ground: DefaultGround::Days.into(),
            ..DefaultLoanRequest::default()
        };
        let what = format!("违约 in default after {} 天 days", loan.overdue_days);
        let told = instruct!(self, systems, default_loan, &what, request);
        Ok(told.is_some())
    }

    /// The claim comes first, as far as the pool covers the loan; then the disposal begins.
    pub(super) async fn claim_and_dispose(
        &self,
        loan: &Loan,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        if loan.pool_filing.is_some() && loan.compensation_claim.is_empty() {
            let request = FileCompensationClaimRequest {
                loan: loan.name.clone(),
                legal_action: Some(LegalAction {
                    kind: legal_action::Kind::Suit.into(),
                    case_number: format!("({})粤0703民初(演示)号", today.format("%Y")),
                    taken_on: today.to_string(),
                }),
                biz_no: self.number(&["claim", &loan.name]),
                ..FileCompensationClaimRequest::default()
            };
            let what = "起诉并申请代偿 sued, and filed a claim";
            let filed = instruct!(self, systems, file_compensation_claim, what, request);
            if filed.is_some() {
                return Ok(true);
            }
        }
        let request = DisposeLoanRequest {
            name: loan.name.clone(),
            biz_no: self.number(&["dispose", &loan.name]),
            way: "诉讼、拍卖质押权利 suit, and the auction of what is pledged".to_owned(),
            ..DisposeLoanRequest::default()
        };
        let what = "进入处置 began the disposal";
        let began = instruct!(self, systems, dispose_loan, what, request);
        Ok(began.is_some())
    }

    /// Sells the security once the pool has paid, so that what comes in is shared; closes when it is.
    pub(super) async fn dispose(
        &self,
        loan: &Loan,
        cases: &Cases,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        use compensation_claim::State;
        let claim = cases.claim(&loan.compensation_claim);
        match claim.map(|claim| claim.state()) {
            None
            | Some(
                State::Unspecified
                | State::Recovering
                | State::Settled
                | State::Refused
                | State::Withdrawn,
            ) => self.close(loan).await,
            Some(State::Paid) => self.sell_security(loan, cases, today).await,
            Some(State::Filed | State::Verified | State::Approved | State::Published) => Ok(false),
        }
    }

    async fn sell_security(
        &self,
        loan: &Loan,
        cases: &Cases,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        let number = self.number(&["collect", &loan.name]);
        if loan.payments.iter().any(|paid| paid.biz_no == number) {
            return Ok(false);
        }
        let proceeds_fen = loan.outstanding_fen / 100 * BROUGHT_IN_PERCENT;
        let pledge = cases.pledge_of(&loan.name);
        let stands = |pledge: &&Pledge| pledge.state() == pledge::State::Effective;
        if let Some(pledge) = pledge.filter(stands) {
            let request = RealisePledgeRequest {
                name: pledge.name.clone(),
                biz_no: self.number(&["realise", &pledge.name]),
                way: Realisation::Auction.into(),
                proceeds_fen,
                ..RealisePledgeRequest::default()
            };
            let what = "拍卖质押权利 auctioned what was pledged";
            let sold = instruct!(self, systems, realise_pledge, what, request);
            if sold.is_some() {
                return Ok(true);
            }
        }
        let request = CollectOnLoanRequest {
            name: loan.name.clone(),
            biz_no: number,
            paid_on: today.to_string(),
            principal_fen: proceeds_fen,
            ..CollectOnLoanRequest::default()
        };
        let what = format!("处置回款 collected {} 元", yuan(proceeds_fen));
        let collected = instruct!(self, systems, collect_on_loan, &what, request);
        Ok(collected.is_some())
    }

    async fn close(&self, loan: &Loan) -> anyhow::Result<bool> {
        let request = CloseLoanRequest {
            name: loan.name.clone(),
            biz_no: self.number(&["close", &loan.name]),
            write_off: WriteOff::CourtTermination.into(),
            ..CloseLoanRequest::default()
        };
        let what = format!("终结执行后核销 wrote off {} 元", yuan(loan.outstanding_fen));
        let closed = instruct!(self, systems, close_loan, &what, request);
        Ok(closed.is_some())
    }
}
