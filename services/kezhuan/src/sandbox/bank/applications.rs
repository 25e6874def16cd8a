//! From an eligible application to the papers of a loan: value, review, approve, sign, draw up.
use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_law::calendar::add_months;
use kezhuan_protocol::financing::v1::application::{Side, State};
use kezhuan_protocol::financing::v1::loan::Due;
use kezhuan_protocol::financing::v1::pledge::Covered;
use kezhuan_protocol::financing::v1::product::Stage;
use kezhuan_protocol::financing::v1::valuation::{Method, Purpose};
use kezhuan_protocol::financing::v1::{
    Application, ApproveApplicationRequest, Asset, AssetValue, CreateLoanRequest, GetAssetRequest,
    PreparePledgeRequest, RecordAssetValuationRequest, ReviewApplicationRequest,
    SignApplicationRequest, Valuation, ValueApplicationRequest,
};

use super::{Bank, Cases};
use crate::refusal;

/// 3.45 % a year.
const RATE_BP: i32 = 345;
/// What a guarantor stands in for where a stage wants it.
const GUARANTEE_BP: i32 = 8_000;
/// 800 万元: the sandbox's own view of a right that nobody valued.
const VALUE_FEN: i64 = 800_000_000;

impl Bank {
    /// The next step on an application, if it is the bank's; whether it was taken.
    pub(super) async fn answer(
        &self,
        application: &Application,
        cases: &Cases,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        match application.state() {
            State::Eligible => self.value(application, today).await,
            State::Valued => self.review(application).await,
            State::InCreditReview => self.approve(application).await,
            State::Approved => self.sign(application).await,
            State::Contracted => self.draw_up(application, cases, today).await,
            State::Unspecified
            | State::Draft
            | State::Submitted
            | State::Manual
            | State::Ineligible
            | State::Declined
            | State::Lapsed
            | State::Withdrawn => Ok(false),
        }
    }

    async fn value(&self, application: &Application, today: NaiveDate) -> anyhow::Result<bool> {
        let mut values = Vec::new();
        for asset in &application.assets {
            let Some(valuation) = self.valuation_of(asset, today).await? else {
                return Ok(false);
            };
            values.push(AssetValue {
                asset: asset.clone(),
                value_fen: valuation.value_fen,
                valid_until: valuation.valid_until,
            });
        }
        let request = ValueApplicationRequest {
            name: application.name.clone(),
            biz_no: self.number(&["value", &application.name]),
            values,
            ..ValueApplicationRequest::default()
        };
        let valued = instruct!(self, systems, value_application, "评估 valued", request);
        Ok(valued.is_some())
    }

    /// The latest valuation that may be relied on, else one of the bank's own.
    async fn valuation_of(
        &self,
        asset: &str,
        today: NaiveDate,
    ) -> anyhow::Result<Option<Valuation>> {
        let request = GetAssetRequest {
            name: asset.to_owned(),
        };
        let answer = self.systems.financing()?.get_asset(request).await;
        let asset = answer.map_err(refusal::readable)?.into_inner();
        let today = today.to_string();
        let holds = |valuation: &&Valuation| valuation.valid_until >= today;
        if let Some(found) = asset.valuations.iter().rev().find(holds) {
            return Ok(Some(found.clone()));
        }
        let request = RecordAssetValuationRequest {
            name: asset.name.clone(),
            biz_no: self.number(&["valuation", &asset.name, &today]),
            purpose: Purpose::Pledge.into(),
            method: Method::Income.into(),
            valued_on: today,
            value_fen: VALUE_FEN,
            ..RecordAssetValuationRequest::default()
        };
        let what = "自行评估质押权利 valued a right itself";
        let valued: Option<Asset> = instruct!(self, systems, record_asset_valuation, what, request);
        Ok(valued.and_then(|asset| asset.valuations.last().cloned()))
    }

    async fn review(&self, application: &Application) -> anyhow::Result<bool> {
        let request = ReviewApplicationRequest {
            name: application.name.clone(),
            biz_no: self.number(&["review", &application.name]),
            finding: "沙盒银行：还款来源充足 the sandbox finds the repayment sound".to_owned(),
            ..ReviewApplicationRequest::default()
        };
        let what = "信贷审查 reviewed";
        let reviewed = instruct!(self, officer, review_application, what, request);
        Ok(reviewed.is_some())
    }

    /// By another person, for as much as was asked for and the rights carry.
    async fn approve(&self, application: &Application) -> anyhow::Result<bool> {
        let carried = application.collateral.as_ref();
        let carried = carried.map_or(i64::MAX, |carried| carried.loan_max_fen);
        let stage = application.product.as_ref().map(|product| product.stage());
        let request = ApproveApplicationRequest {
            name: application.name.clone(),
            biz_no: self.number(&["approve", &application.name]),
            amount_fen: application.amount_fen.min(carried),
            rate_bp: RATE_BP,
            term_months: application.term_months,
            guarantee_bp: match stage {
                Some(Stage::Concept) => GUARANTEE_BP,
                _ => 0,
            },
            ..ApproveApplicationRequest::default()
        };
        let approved = instruct!(self, head, approve_application, "批准 approved", request);
        Ok(approved.is_some())
    }

    async fn sign(&self, application: &Application) -> anyhow::Result<bool> {
        let signed = application.signed.as_ref();
        if signed.is_some_and(|signed| signed.side() == Side::Bank) {
            return Ok(false);
        }
        let request = SignApplicationRequest {
            name: application.name.clone(),
            biz_no: self.number(&["sign", &application.name]),
            ..SignApplicationRequest::default()
        };
        let signed = instruct!(self, head, sign_application, "签约 signed", request);
        Ok(signed.is_some())
    }

    /// The pledge first, so that the loan can name it; the loan ends when the pledge does.
    async fn draw_up(
        &self,
        application: &Application,
        cases: &Cases,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        if cases.loan(&application.loan).is_some() {
            return Ok(false);
        }
        let approval = application.approval.as_ref();
        let approval = approval.context("a contract without an approval")?;
        let due = |months| add_months(today, months).context("a day beyond the calendar");
        let pledge = cases.pledge_of(&application.loan);
        let maturity = match pledge {
            Some(pledge) => pledge.debt_end.clone(),
            None => due(approval.term_months)?.to_string(),
        };
        if pledge.is_none() && !application.assets.is_empty() {
            return self
                .prepare_pledge(application, approval.amount_fen, maturity)
                .await;
        }
        let half = approval.amount_fen / 2;
        let request = CreateLoanRequest {
            application: application.name.clone(),
            pledge: pledge.map(|pledge| pledge.name.clone()).unwrap_or_default(),
            schedule: vec![
                Due {
                    on: due((approval.term_months / 2).max(1))?.to_string(),
                    principal_fen: half,
                },
                Due {
                    on: maturity.clone(),
                    principal_fen: approval.amount_fen - half,
                },
            ],
            maturity,
            biz_no: self.number(&["loan", &application.name]),
            ..CreateLoanRequest::default()
        };
        let what = "建立贷款及还款计划 entered the loan and its schedule";
        let loan = instruct!(self, systems, create_loan, what, request);
        Ok(loan.is_some())
    }

    async fn prepare_pledge(
        &self,
        application: &Application,
        secured_fen: i64,
        debt_end: String,
    ) -> anyhow::Result<bool> {
        let covered = application.assets.iter().map(|asset| Covered {
            asset: asset.clone(),
            co_owner_consent: true,
            ..Covered::default()
        });
        let request = PreparePledgeRequest {
            application: application.name.clone(),
            assets: covered.collect(),
            secured_fen,
            debt_end,
            biz_no: self.number(&["pledge", &application.name]),
            ..PreparePledgeRequest::default()
        };
        let what = "拟定质押合同 prepared the pledge";
        let pledge = instruct!(self, systems, prepare_pledge, what, request);
        Ok(pledge.is_some())
    }
}
