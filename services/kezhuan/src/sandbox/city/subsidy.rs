//! An interest subsidy from the city's side: what a rule found is approved and published by the IP authority, and paid by the
//! treasury.
use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_law::calendar::add_months;
use kezhuan_protocol::financing::v1::subsidy_claim::State;
use kezhuan_protocol::financing::v1::{
    ApproveSubsidyClaimRequest, Commitment, ListSubsidyClaimsRequest, PaySubsidyClaimRequest,
    PublishSubsidyClaimRequest, SubsidyClaim,
};

use super::{AMR, City};
use crate::money_text::yuan;
use crate::request_id::derive;

const TREASURY: &str = "财政局 treasury";
/// Five years, as a district is known to ask.
const COMMITTED_MONTHS: i32 = 60;

impl City {
    /// Every claim on the fund that interest is subsidised from.
    pub async fn subsidies(&self) -> anyhow::Result<Vec<SubsidyClaim>> {
        Ok(all!(
            self.amr,
            list_subsidy_claims(ListSubsidyClaimsRequest),
            subsidy_claims,
            ""
        ))
    }

    /// The next step on a subsidy, if it is the city's; whether it was taken.
    pub(super) async fn next_of_subsidy(
        &self,
        claim: &SubsidyClaim,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        match claim.state() {
            State::Computed if claim.amount.is_some() => self.approve_subsidy(claim, today).await,
            State::Approved => self.publish_subsidy(claim).await,
            State::Published => self.pay_subsidy(claim, today).await,
            State::Unspecified
            | State::Draft
            | State::Filed
            | State::Computed
            | State::Manual
            | State::Suspended
            | State::Paid
            | State::Refused
            | State::Withdrawn
            | State::Recovering
            | State::Recovered => Ok(false),
        }
    }

    async fn approve_subsidy(
        &self,
        claim: &SubsidyClaim,
        today: NaiveDate,
    ) -> anyhow::Result<bool> {
        let until = add_months(today, COMMITTED_MONTHS).context("a day beyond the calendar")?;
        let id = id("approve", claim);
        let request = ApproveSubsidyClaimRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            commitments: vec![Commitment {
                until: until.to_string(),
                conditions: vec!["注册地、纳税关系不迁出本地".to_owned()],
            }],
            ..ApproveSubsidyClaimRequest::default()
        };
        let mut client = self.amr.financing()?;
        let step = (AMR, "同意贴息 approved the subsidy", claim.name.as_str());
        self.journal
            .once(step, &id, client.approve_subsidy_claim(request))
            .await
    }

    async fn publish_subsidy(&self, claim: &SubsidyClaim) -> anyhow::Result<bool> {
        let id = id("publish", claim);
        let request = PublishSubsidyClaimRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            ..PublishSubsidyClaimRequest::default()
        };
        let mut client = self.amr.financing()?;
        let step = (AMR, "公示 published the subsidy", claim.name.as_str());
        self.journal
            .once(step, &id, client.publish_subsidy_claim(request))
            .await
    }

    /// After the last day of the notice.
    async fn pay_subsidy(&self, claim: &SubsidyClaim, today: NaiveDate) -> anyhow::Result<bool> {
        let notice = claim.notice.as_ref();
        if notice.is_none_or(|notice| today.to_string() <= notice.last_day) {
            return Ok(false);
        }
        let id = id("pay", claim);
        let request = PaySubsidyClaimRequest {
            name: claim.name.clone(),
            request_id: id.clone(),
            ..PaySubsidyClaimRequest::default()
        };
        let paid_fen = claim.amount.as_ref().map_or(0, |amount| amount.total_fen);
        let what = format!("拨付贴息 paid a subsidy of {} 元", yuan(paid_fen));
        let mut client = self.treasury.financing()?;
        let step = (TREASURY, what.as_str(), claim.name.as_str());
        self.journal
            .once(step, &id, client.pay_subsidy_claim(request))
            .await
    }
}

/// A claim may be published more than once, so that the step alone does not name a request.
fn id(step: &str, claim: &SubsidyClaim) -> String {
    derive(&["sandbox", "city", step, &claim.name, &claim.etag])
}
