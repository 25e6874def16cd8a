//! The incentive claim of a registered contract: filed by the seller, decided and published by the county, paid by its treasury.
use kezhuan_auth::Role;
use kezhuan_protocol::contracts::v1 as proto;
use tonic::Response;

use super::super::people::People;
use super::{Case, Client};

/// Until when the demo's recipients promise to stay: five years and more after any of its grants.
const COMMITTED_UNTIL: &str = "2035-12-31";

impl Case {
    /// One of the two officials who share a county's claims; `turn` 0 checks, 1 computes where the rule can't.
    pub(super) fn authority(&self, people: &People, turn: usize) -> anyhow::Result<Client> {
        people
            .official(
                self.plan.county,
                Role::CountyStb,
                1 + (self.index + turn) % 2,
            )?
            .contracts()
    }

    /// Takes over what the service says the claim is now.
    pub(super) fn take_over_claim(&mut self, answer: Response<proto::Claim>) {
        let claim = answer.into_inner();
        self.claim_amount = claim.amount_fen;
        self.claim_state = claim.state();
        self.claim = claim.name;
    }

    /// Drafts the claim and uploads what the county asks to see with it.
    pub(super) async fn create_claim(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::CreateClaimRequest {
            contract: self.contract.clone(),
            paying_tenant: String::new(),
            request_id: self.key("claim"),
        };
        let session = self.applicant(people)?;
        let answer = session.contracts()?.create_claim(request).await?;
        self.missing
            .clone_from(&answer.get_ref().required_materials);
        self.take_over_claim(answer);
        self.upload(&session).await
    }

    pub(super) async fn file_claim(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::FileClaimRequest {
            name: self.claim.clone(),
            etag: String::new(),
            request_id: self.key("claim"),
        };
        let mut client = self.applicant(people)?.contracts()?;
        self.take_over_claim(client.file_claim(request).await?);
        Ok(())
    }

    /// Refuses what the rule answered with nothing, and approves the rest; where the rule failed, a person
    /// has computed it first.
    pub(super) async fn decide_claim(&mut self, people: &People) -> anyhow::Result<()> {
        if self.claim_state == proto::claim::State::Manual {
            self.compute_by_hand(people).await?;
        }
        let mut authority = self.authority(people, 0)?;
        let answer = if self.claim_amount == 0 {
            self.ended = true;
            let request = proto::RefuseClaimRequest {
                name: self.claim.clone(),
                etag: String::new(),
                request_id: self.key("claim"),
                code: "NO_BENEFIT".to_owned(),
                note: "核算结果为无奖补金额".to_owned(),
            };
            authority.refuse_claim(request).await?
        } else {
            let request = proto::ApproveClaimRequest {
                name: self.claim.clone(),
                etag: String::new(),
                request_id: self.key("claim"),
                commitments: vec![proto::Commitment {
                    until: COMMITTED_UNTIL.to_owned(),
                    conditions: vec!["注册地、纳税关系不迁出本地".to_owned()],
                }],
            };
            authority.approve_claim(request).await?
        };
        self.take_over_claim(answer);
        Ok(())
    }

    pub(super) async fn publish_claim(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::PublishClaimRequest {
            name: self.claim.clone(),
            etag: String::new(),
            request_id: self.key("claim"),
            working_days: 0,
        };
        let mut authority = self.authority(people, 0)?;
        self.take_over_claim(authority.publish_claim(request).await?);
        Ok(())
    }

    pub(super) async fn pay_claim(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::PayClaimRequest {
            name: self.claim.clone(),
            etag: String::new(),
            request_id: self.key("claim"),
        };
        let treasury = people.official(self.plan.county, Role::FinancePayer, 1)?;
        self.take_over_claim(treasury.contracts()?.pay_claim(request).await?);
        Ok(())
    }
}
