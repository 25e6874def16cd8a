//! One loan from its application to the pool's payment, drawn up before anything is broken, then taken on in three stages.
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use kezhuan_protocol::financing::v1::application::{Security, State};
use kezhuan_protocol::financing::v1::declaration::Qualification;
use kezhuan_protocol::financing::v1::loan::Due;
use kezhuan_protocol::financing::v1::*;
use tokio::time::Instant;

use super::{BANK, LOOK_EVERY, Lending, Who, fresh};

pub(super) const AMOUNT_FEN: i64 = 100_000_000;
/// What comes back of each loan, without costs.
pub(super) const BACK_FEN: i64 = 30_000_000;
/// The one due day.
const MATURITY: &str = "2025-04-03";
/// The calendar looks when the day changes, and every minute.
const IN_DEFAULT_MAX: Duration = Duration::from_secs(150);

/// One loan, its numbers and its request ids.
#[derive(Clone, Debug)]
pub struct Case {
    loan: String,
    /// What each further step is sent under, by its place: always the same.
    ids: Vec<String>,
    claim: String,
}

/// What is done while the suite is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Disbursed, and filed with the pool.
    Lend,
    /// Claimed, verified, approved twice, published.
    Claim,
    /// Paid, and what came back shared.
    Pay,
}

/// One call of a person or of the bank's systems, until it is settled.
macro_rules! call {
    ($lending:expr, $who:expr, $borrower:expr, $rpc:ident, $request:expr) => {{
        let request = $request;
        let attempt = |mut client: Client| {
            let request = request.clone();
            async move { client.$rpc(request).await }
        };
        Box::pin($lending.settle((stringify!($rpc), $who, $borrower), attempt)).await
    }};
}

type Client = financing_service_client::FinancingServiceClient<kezhuan::suite::Authorised>;

impl Case {
    /// A loan that both sides have signed, of a borrower of its own.
    pub async fn drawn_up(lending: &Lending, number: usize) -> anyhow::Result<Case> {
        let borrower = format!("borrower-{number}");
        let application = applied(lending, &borrower).await?;
        let name = application.name.clone();
        let value = ValueApplicationRequest {
            name: name.clone(),
            biz_no: number_of("value", number),
            ..ValueApplicationRequest::default()
        };
        call!(lending, Who::Systems, "", value_application, value)?;
        let review = ReviewApplicationRequest {
            name: name.clone(),
            biz_no: number_of("review", number),
            finding: "sound".to_owned(),
            ..ReviewApplicationRequest::default()
        };
        call!(lending, Who::Officer, "", review_application, review)?;
        let approve = ApproveApplicationRequest {
            name: name.clone(),
            biz_no: number_of("approve", number),
            amount_fen: AMOUNT_FEN,
            rate_bp: 345,
            term_months: 12,
            ..ApproveApplicationRequest::default()
        };
        call!(lending, Who::Head, "", approve_application, approve)?;
        let sign = SignApplicationRequest {
            name: name.clone(),
            biz_no: number_of("sign", number),
            ..SignApplicationRequest::default()
        };
        call!(lending, Who::Head, "", sign_application, sign)?;
        let sign = SignApplicationRequest {
            name: name.clone(),
            request_id: fresh(),
            ..SignApplicationRequest::default()
        };
        call!(lending, Who::Applicant, &borrower, sign_application, sign)?;
        let create = CreateLoanRequest {
            application: name,
            maturity: MATURITY.to_owned(),
            schedule: vec![Due {
                on: MATURITY.to_owned(),
                principal_fen: AMOUNT_FEN,
            }],
            biz_no: number_of("loan", number),
            ..CreateLoanRequest::default()
        };
        let loan = call!(lending, Who::Systems, "", create_loan, create)?;
        Ok(Case {
            loan: loan.name,
            ids: (0..9).map(|_| fresh()).collect(),
            claim: String::new(),
        })
    }

    /// Takes it through one stage.
    pub async fn through(&mut self, stage: Stage, lending: &Arc<Lending>) -> anyhow::Result<()> {
        match stage {
            Stage::Lend => self.lend(lending).await,
            Stage::Claim => self.file_claim(lending).await,
            Stage::Pay => self.pay(lending).await,
        }
    }

    async fn lend(&self, lending: &Lending) -> anyhow::Result<()> {
        let disburse = DisburseLoanRequest {
            name: self.loan.clone(),
            biz_no: self.biz_no(0),
            ..DisburseLoanRequest::default()
        };
        let loan = call!(lending, Who::Systems, "", disburse_loan, disburse)?;
        let disbursed = loan.disbursement.context("a loan without its money")?;
        ensure!(disbursed.biz_no == self.biz_no(0), "{disbursed:?}");
        let file = FileLoanWithPoolRequest {
            name: self.loan.clone(),
            biz_no: self.biz_no(1),
            ..FileLoanWithPoolRequest::default()
        };
        call!(lending, Who::Systems, "", file_loan_with_pool, file)?;
        Ok(())
    }

    /// Waits until the calendar has put it in default, so that nothing but the claim moves from then on.
    pub async fn in_default(&self, lending: &Lending) -> anyhow::Result<()> {
        let end = Instant::now() + IN_DEFAULT_MAX;
        loop {
            let get = GetLoanRequest {
                name: self.loan.clone(),
            };
            let loan = call!(lending, Who::Systems, "", get_loan, get)?;
            if loan.state() == loan::State::Defaulted {
                return Ok(());
            }
            ensure!(Instant::now() < end, "{} is {:?}", loan.name, loan.state());
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn file_claim(&mut self, lending: &Lending) -> anyhow::Result<()> {
        let file = FileCompensationClaimRequest {
            loan: self.loan.clone(),
            legal_action: Some(LegalAction {
                kind: legal_action::Kind::Suit.into(),
                case_number: "(2025)粤0703民初1号".to_owned(),
                taken_on: lending.today().to_string(),
            }),
            biz_no: self.biz_no(2),
            ..FileCompensationClaimRequest::default()
        };
        let claim = call!(lending, Who::Systems, "", file_compensation_claim, file)?;
        self.claim = claim.name;
        let verify = VerifyCompensationClaimRequest {
            name: self.claim.clone(),
            request_id: self.ids[3].clone(),
            ..VerifyCompensationClaimRequest::default()
        };
        call!(lending, Who::Manager, "", verify_compensation_claim, verify)?;
        for (who, id) in [(Who::Stb, 4), (Who::Amr, 5)] {
            let approve = ApproveCompensationClaimRequest {
                name: self.claim.clone(),
                request_id: self.ids[id].clone(),
                ..ApproveCompensationClaimRequest::default()
            };
            call!(lending, who, "", approve_compensation_claim, approve)?;
        }
        let publish = PublishCompensationClaimRequest {
            name: self.claim.clone(),
            request_id: self.ids[6].clone(),
            ..PublishCompensationClaimRequest::default()
        };
        call!(lending, Who::Stb, "", publish_compensation_claim, publish)?;
        Ok(())
    }

    async fn pay(&self, lending: &Lending) -> anyhow::Result<()> {
        let pay = PayCompensationClaimRequest {
            name: self.claim.clone(),
            request_id: self.ids[7].clone(),
            ..PayCompensationClaimRequest::default()
        };
        let paid = call!(lending, Who::SecondManager, "", pay_compensation_claim, pay)?;
        ensure!(paid.payment.is_some(), "{} was not paid", self.claim);
        let recover = RecordCompensationRecoveryRequest {
            name: self.claim.clone(),
            request_id: self.ids[8].clone(),
            gross_fen: BACK_FEN,
            ..RecordCompensationRecoveryRequest::default()
        };
        call!(
            lending,
            Who::Manager,
            "",
            record_compensation_recovery,
            recover
        )?;
        Ok(())
    }

    fn biz_no(&self, place: usize) -> String {
        self.ids[place].replace('-', "")
    }
}

/// An eligible application for a loan without a pledge, which the pool covers.
async fn applied(lending: &Lending, borrower: &str) -> anyhow::Result<Application> {
    let create = CreateApplicationRequest {
        enterprise: borrower.to_owned(),
        division: "440703".to_owned(),
        bank: BANK.to_owned(),
        product: Some(Product {
            kind: product::Kind::YiKeDai.into(),
            pledge_first: false,
            mode: product::Mode::Loan.into(),
            stage: product::Stage::Industrial.into(),
        }),
        security: vec![Security::Unsecured.into()],
        amount_fen: AMOUNT_FEN,
        term_months: 12,
        purpose: "equipment".to_owned(),
        repayment_source: "sales".to_owned(),
        request_id: fresh(),
        ..CreateApplicationRequest::default()
    };
    let draft = call!(
        lending,
        Who::Applicant,
        borrower,
        create_application,
        create
    )?;
    let submit = SubmitApplicationRequest {
        name: draft.name,
        request_id: fresh(),
        declaration: Some(Declaration {
            revenue_fen: 1_000_000_000,
            qualifications: vec![Qualification::Hnte.into()],
            ..Declaration::default()
        }),
        ..SubmitApplicationRequest::default()
    };
    let submitted = call!(
        lending,
        Who::Applicant,
        borrower,
        submit_application,
        submit
    )?;
    // Nobody put a rule in force here; where none answers, a person of the city does.
    let submitted = match submitted.state() {
        State::Manual => {
            let examine = ExamineApplicationRequest {
                name: submitted.name,
                request_id: fresh(),
                reason: "meets the conditions".to_owned(),
                ..ExamineApplicationRequest::default()
            };
            call!(lending, Who::Stb, "", examine_application, examine)?
        }
        _ => submitted,
    };
    ensure!(
        submitted.state() == State::Eligible,
        "{borrower}: {:?} {:?}",
        submitted.state(),
        submitted.reasons
    );
    Ok(submitted)
}

fn number_of(step: &str, number: usize) -> String {
    format!("chaos-{step}-{number}")
}
