//! A pledge from the bank's side: filed, corrected, and released once the debt is paid.
use kezhuan_protocol::financing::v1::pledge::{Channel, Side, State};
use kezhuan_protocol::financing::v1::{
    FilePledgeRequest, Pledge, RefilePledgeRequest, RequestPledgeReleaseRequest, loan,
};

use super::{Bank, Cases};

impl Bank {
    /// The next step on a pledge, if it is the bank's; whether it was taken.
    pub(super) async fn look_after_pledge(
        &self,
        pledge: &Pledge,
        cases: &Cases,
    ) -> anyhow::Result<bool> {
        match pledge.state() {
            State::Prepared => self.file_pledge(pledge).await,
            State::Correcting => self.refile_pledge(pledge).await,
            State::Effective => self.release_if_paid(pledge, cases).await,
            State::Unspecified
            | State::Filed
            | State::Refused
            | State::Releasing
            | State::Released
            | State::Realised
            | State::Withdrawn => Ok(false),
        }
    }

    async fn file_pledge(&self, pledge: &Pledge) -> anyhow::Result<bool> {
        let agreed = pledge.agreed.as_ref();
        if agreed.is_some_and(|agreed| agreed.side() == Side::Bank) {
            return Ok(false);
        }
        let request = FilePledgeRequest {
            name: pledge.name.clone(),
            biz_no: self.number(&["file", &pledge.name]),
            channel: Channel::Online.into(),
            ..FilePledgeRequest::default()
        };
        let what = "申请质押登记 filed the pledge";
        let filed = instruct!(self, systems, file_pledge, what, request);
        Ok(filed.is_some())
    }

    /// Each correction is an instruction of its own.
    async fn refile_pledge(&self, pledge: &Pledge) -> anyhow::Result<bool> {
        let request = RefilePledgeRequest {
            name: pledge.name.clone(),
            biz_no: self.number(&["refile", &pledge.name, &pledge.etag]),
            ..RefilePledgeRequest::default()
        };
        let what = "补正后重新申请 corrected and filed again";
        let refiled = instruct!(self, systems, refile_pledge, what, request);
        Ok(refiled.is_some())
    }

    async fn release_if_paid(&self, pledge: &Pledge, cases: &Cases) -> anyhow::Result<bool> {
        let loan = cases.loan(&pledge.loan);
        let is_paid = loan.is_some_and(|loan| {
            matches!(loan.state(), loan::State::Repaid | loan::State::ClosedFull)
        });
        if !is_paid {
            return Ok(false);
        }
        let request = RequestPledgeReleaseRequest {
            name: pledge.name.clone(),
            biz_no: self.number(&["release", &pledge.name]),
            ..RequestPledgeReleaseRequest::default()
        };
        let what = "申请注销质押 asked for the release";
        let asked = instruct!(self, systems, request_pledge_release, what, request);
        Ok(asked.is_some())
    }
}
