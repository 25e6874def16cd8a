//! What a county's rule pays for a tenant.
use anyhow::Context;
use chrono::{Datelike, Months};
use kezhuan_protocol::grants::v1::CreateGrantClaimRequest;

use super::super::benefit::Benefit;
use super::super::carriers::Host;
use super::super::people::People;
use super::Tenancy;

impl Tenancy {
    /// The last six whole months, by the tenant.
    pub(super) async fn claim_rent(&mut self, people: &People) -> anyhow::Result<()> {
        let this_month = self.today.with_day(1).unwrap_or(self.today);
        let first_day = this_month.checked_sub_months(Months::new(6));
        let request = CreateGrantClaimRequest {
            programme: "inc.rent".to_owned(),
            subject: self.lease.clone(),
            first_day: first_day.unwrap_or(this_month).to_string(),
            last_day: this_month.pred_opt().unwrap_or(this_month).to_string(),
            request_id: self.key("claim"),
            ..CreateGrantClaimRequest::default()
        };
        let tenant = self.itself(people)?;
        let claimed = Benefit::claim(kezhuan_incubation::NAME, &tenant, request).await;
        self.benefit = Some(claimed?);
        Ok(())
    }

    /// By the operator, whom the rule pays.
    pub(super) async fn claim_reward(
        &mut self,
        people: &People,
        host: &Host,
    ) -> anyhow::Result<()> {
        let request = CreateGrantClaimRequest {
            programme: "inc.reward".to_owned(),
            subject: self.name.clone(),
            occasion: "HIGH_TECH".to_owned(),
            request_id: self.key("claim"),
            ..CreateGrantClaimRequest::default()
        };
        let operator = people.operator(&host.operator)?;
        let claimed = Benefit::claim(kezhuan_incubation::NAME, &operator, request).await;
        self.benefit = Some(claimed?);
        Ok(())
    }

    pub(super) async fn decide_claim(&mut self, people: &People) -> anyhow::Result<()> {
        let benefit = self.benefit.as_mut().context("nothing was claimed")?;
        benefit.decide(people).await
    }

    pub(super) async fn pay_claim(&mut self, people: &People) -> anyhow::Result<()> {
        let benefit = self.benefit.as_mut().context("nothing was claimed")?;
        benefit.pay(people).await
    }
}
