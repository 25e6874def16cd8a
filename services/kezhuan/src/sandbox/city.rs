//! The city's side: the pool's two managers, the two authorities whose word a payment takes, and the treasury.
mod subsidy;

use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_law::Tenant;
use kezhuan_protocol::financing::v1::compensation_claim::{Authority, State};
use kezhuan_protocol::financing::v1::pool_fund::{Kind, Source};
use kezhuan_protocol::financing::v1::{
    Application, ApproveCompensationClaimRequest, CompensationClaim, Difference,
    ExamineApplicationRequest, GetLoanRequest, GetPoolBalanceRequest, ListApplicationsRequest,
    ListCompensationClaimsRequest, ListDifferencesRequest, Loan, PayCompensationClaimRequest,
    PoolBalance, PublishCompensationClaimRequest, RecordCompensationRecoveryRequest,
    RecordPoolDepositRequest, ResolveDifferenceRequest, SettleCompensationClaimRequest,
    VerifyCompensationClaimRequest, loan,
};

use super::journal::Journal;
use crate::money_text::yuan;
use crate::refusal;
use crate::request_id::derive;
use crate::suite::{Clients, Person, Session};

const POOL: &str = "资金池 pool";
const STB: &str = "科技局 STB";
const AMR: &str = "市监局 AMR";
/// What a court and an auctioneer take of what came in.
const COSTS_PERCENT: i64 = 5;

/// Each of the city's people has one part in a claim: who verified does not pay.
pub struct City {
    manager: Session,
    second_manager: Session,
    stb: Session,
    amr: Session,
    treasury: Session,
    journal: Journal,
}

impl City {
    /// The people of the city.
    pub fn open(clients: &Clients, journal: Journal) -> anyhow::Result<City> {
        let of =
            |name: &str, role| clients.session(&Person::official(name, Tenant::CITY.code(), role));
        Ok(City {
            manager: of("pool-manager", Role::PoolManager)?,
            second_manager: of("second-pool-manager", Role::PoolManager)?,
            stb: of("stb", Role::CityStb)?,
            amr: of("amr", Role::CityAmr)?,
            treasury: of("treasury", Role::FinancePayer)?,
            journal,
        })
    }

    /// The pool's manager, who reads its books.
    pub fn manager(&self) -> &Session {
        &self.manager
    }

    /// Puts money into a fund; under one document once.
    pub async fn deposit(
        &self,
        fund: Kind,
        amount_fen: i64,
        reference: &str,
    ) -> anyhow::Result<()> {
        let request = RecordPoolDepositRequest {
            fund: fund.into(),
            source: Source::City.into(),
            amount_fen,
            reference: reference.to_owned(),
            request_id: derive(&["sandbox", "deposit", reference]),
        };
        let answer = self.manager.financing()?.record_pool_deposit(request).await;
        // The answer to the same request is not kept for ever, the document is.
        if let Err(status) = &answer
            && refusal::reason(status) == "DOCUMENT_USED"
        {
            return Ok(());
        }
        let posting = answer.map_err(refusal::readable)?.into_inner();
        let (zh, en) = match fund {
            Kind::Subsidy => ("贴息资金", "for subsidies"),
            Kind::Compensation | Kind::Unspecified => ("风险补偿资金", "for losses"),
        };
        let what = format!("市级注资{zh} deposit {en} of {} 元", yuan(amount_fen));
        self.journal.line(POOL, &what, &posting.name);
        Ok(())
    }

    /// The pool's books as they stand.
    pub async fn balance(&self) -> anyhow::Result<PoolBalance> {
        let request = GetPoolBalanceRequest {};
        let answer = self.manager.financing()?.get_pool_balance(request).await;
        Ok(answer.map_err(refusal::readable)?.into_inner())
    }

    /// Every claim on the pool.
    pub async fn claims(&self) -> anyhow::Result<Vec<CompensationClaim>> {
        Ok(all!(
            self.manager,
            list_compensation_claims(ListCompensationClaimsRequest),
            compensation_claims,
            ""
        ))
    }

    /// What waits for the city: applications whose rule failed, claims, subsidies, differences; how much was done.
    pub async fn work(&self, today: NaiveDate) -> anyhow::Result<usize> {
        let mut done = 0;
        let left_to_people = all!(
            self.stb,
            list_applications(ListApplicationsRequest),
            applications,
            "state=\"MANUAL\""
        );
        for application in &left_to_people {
            done += usize::from(self.examine(application).await?);
        }
        for claim in &self.claims().await? {
            done += usize::from(Box::pin(self.next_of(claim, today)).await?);
        }
        for claim in &self.subsidies().await? {
            done += usize::from(Box::pin(self.next_of_subsidy(claim, today)).await?);
        }
        let explained = all!(
            self.manager,
            list_differences(ListDifferencesRequest),
            differences,
            "open=true"
        );
        for difference in explained.iter().filter(|found| found.finding.is_some()) {
            done += usize::from(self.close(difference).await?);
        }
        Ok(done)
    }

    /// A person decides where the rule could not.
    async fn examine(&self, application: &Application) -> anyhow::Result<bool> {
        let id = derive(&["sandbox", "city", "examine", &application.name]);
        let request = ExamineApplicationRequest {
            name: application.name.clone(),
            request_id: id.clone(),
            reason:
                "规则未能答复，人工审查符合条件 the rule did not answer; it meets the conditions"
                    .to_owned(),
            ..ExamineApplicationRequest::default()
        };
        let mut client = self.stb.financing()?;
        let what = "人工认定符合条件 found eligible by a person";
        let step = (STB, what, application.name.as_str());
        self.journal
            .once(step, &id, client.examine_application(request))
            .await
    }

    /// The second of the two people who close a difference between a bank's file and the records.
    async fn close(&self, difference: &Difference) -> anyhow::Result<bool> {
        let (batch, number) = (&difference.batch, &difference.biz_no);
        let id = derive(&["sandbox", "city", "close", batch, number]);
        let request = ResolveDifferenceRequest {
            batch: batch.clone(),
            number: number.clone(),
            text: "同意 agreed".to_owned(),
            request_id: id.clone(),
            ..ResolveDifferenceRequest::default()
        };
        let what = format!("关闭差异 closed the difference {number}");
        let mut client = self.manager.financing()?;
        let step = (POOL, what.as_str(), batch.as_str());
        self.journal
            .once(step, &id, client.resolve_difference(request))
            .await
    }

    async fn next_of(&self, claim: &CompensationClaim, today: NaiveDate) -> anyhow::Result<bool> {
        match claim.state() {
            State::Filed => self.verify(claim).await,
            State::Verified => self.approve(claim).await,
            State::Approved => self.publish(claim).await,
            State::Published => self.pay(claim, today).await,
            State::Paid => self.record_recovery(claim).await,
            State::Recovering => self.settle(claim).await,
            State::Unspecified | State::Settled | State::Refused | State::Withdrawn => Ok(false),
        }
    }

    async fn verify(&self, claim: &CompensationClaim) -> anyhow::Result<bool> {
        let id = id("verify", claim);
        let request = VerifyCompensationClaimRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            ..VerifyCompensationClaimRequest::default()
        };
        let mut client = self.manager.financing()?;
        let step = (POOL, "核实 verified the claim", claim.name.as_str());
        self.journal
            .once(step, &id, client.verify_compensation_claim(request))
            .await
    }

    /// Both authorities, one after the other.
    async fn approve(&self, claim: &CompensationClaim) -> anyhow::Result<bool> {
        let first = claim.first_approval.as_ref();
        let by_stb = first.is_some_and(|first| first.authority() == Authority::CityStb);
        let (who, session) = match by_stb {
            true => (AMR, &self.amr),
            false => (STB, &self.stb),
        };
        let id = id(who, claim);
        let request = ApproveCompensationClaimRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            ..ApproveCompensationClaimRequest::default()
        };
        let mut client = session.financing()?;
        let step = (who, "同意代偿 approved the claim", claim.name.as_str());
        self.journal
            .once(step, &id, client.approve_compensation_claim(request))
            .await
    }

    async fn publish(&self, claim: &CompensationClaim) -> anyhow::Result<bool> {
        let id = id("publish", claim);
        let request = PublishCompensationClaimRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            ..PublishCompensationClaimRequest::default()
        };
        let mut client = self.stb.financing()?;
        let step = (STB, "公示 published the claim", claim.name.as_str());
        self.journal
            .once(step, &id, client.publish_compensation_claim(request))
            .await
    }

    /// After the last day of the notice, by the other manager.
    async fn pay(&self, claim: &CompensationClaim, today: NaiveDate) -> anyhow::Result<bool> {
        let notice = claim.notice.as_ref();
        if notice.is_none_or(|notice| today.to_string() <= notice.last_day) {
            return Ok(false);
        }
        let id = id("pay", claim);
        let request = PayCompensationClaimRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            ..PayCompensationClaimRequest::default()
        };
        let paid_fen = claim.loss.as_ref().map_or(0, |loss| loss.pay_fen);
        let what = format!("代偿 paid {} 元", yuan(paid_fen));
        let mut client = self.second_manager.financing()?;
        let step = (POOL, what.as_str(), claim.name.as_str());
        self.journal
            .once(step, &id, client.pay_compensation_claim(request))
            .await
    }

    /// What the bank collected since the pool paid is shared, after costs.
    async fn record_recovery(&self, claim: &CompensationClaim) -> anyhow::Result<bool> {
        let loan = self.loan(claim).await?;
        let paid_on = claim.payment.as_ref().map(|payment| &payment.paid_on);
        let since = loan
            .payments
            .iter()
            .filter(|payment| paid_on.is_some_and(|paid_on| payment.paid_on >= *paid_on));
        let gross_fen: i64 = since.map(|payment| payment.principal_fen).sum();
        if gross_fen == 0 {
            return Ok(false);
        }
        let id = id("recover", claim);
        let request = RecordCompensationRecoveryRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            gross_fen,
            costs_fen: gross_fen / 100 * COSTS_PERCENT,
            ..RecordCompensationRecoveryRequest::default()
        };
        let what = format!("追偿分配 shared a recovery of {} 元", yuan(gross_fen));
        let mut client = self.manager.financing()?;
        let step = (POOL, what.as_str(), claim.name.as_str());
        self.journal
            .once(step, &id, client.record_compensation_recovery(request))
            .await
    }

    async fn settle(&self, claim: &CompensationClaim) -> anyhow::Result<bool> {
        let loan = self.loan(claim).await?;
        let is_over = matches!(
            loan.state(),
            loan::State::ClosedFull | loan::State::ClosedLoss | loan::State::Repaid
        );
        if !is_over {
            return Ok(false);
        }
        let id = id("settle", claim);
        let request = SettleCompensationClaimRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            ..SettleCompensationClaimRequest::default()
        };
        let mut client = self.manager.financing()?;
        let step = (POOL, "结案 settled the claim", claim.name.as_str());
        self.journal
            .once(step, &id, client.settle_compensation_claim(request))
            .await
    }

    async fn loan(&self, claim: &CompensationClaim) -> anyhow::Result<Loan> {
        let request = GetLoanRequest {
            name: claim.loan.clone(),
        };
        let answer = self.manager.financing()?.get_loan(request).await;
        Ok(answer.map_err(refusal::readable)?.into_inner())
    }
}

fn id(step: &str, claim: &CompensationClaim) -> String {
    derive(&["sandbox", "city", step, &claim.name])
}
