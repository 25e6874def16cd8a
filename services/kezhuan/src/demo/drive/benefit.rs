//! A benefit by a county's rule, from the claim to the payment: filed by whoever claims it, computed by the rule, approved and
//! published by the county, paid by its treasury.
use kezhuan_auth::Role;
use kezhuan_protocol::grants::v1::grant_claim::State;
use kezhuan_protocol::grants::v1::{
    ApproveGrantClaimRequest, Commitment, CreateGrantClaimRequest, FileGrantClaimRequest,
    GrantClaim, PayGrantClaimRequest, PublishGrantClaimRequest,
};

use super::asking::ask;
use super::people::People;
use crate::request_id::derive;
use crate::suite::Session;

/// Until when the demo's recipients promise to stay.
const COMMITTED_UNTIL: &str = "2035-12-31";

/// One claim of one service.
pub struct Benefit {
    service: &'static str,
    claim: GrantClaim,
}

impl Benefit {
    /// Drafts and files a claim; the county's rule answers at once.
    pub async fn claim(
        service: &'static str,
        claimant: &Session,
        request: CreateGrantClaimRequest,
    ) -> anyhow::Result<Benefit> {
        let drafted = ask!(
            claimant.grants(service)?,
            create_grant_claim,
            request.clone()
        )?;
        let file = FileGrantClaimRequest {
            name: drafted.name.clone(),
            etag: String::new(),
            request_id: derive(&["demo", "file", &request.request_id]),
            materials: drafted.required_materials.clone(),
        };
        let claim = ask!(claimant.grants(service)?, file_grant_claim, file)?;
        anyhow::ensure!(
            claim.state() == State::Computed && claim.amount.is_some(),
            "the claim is {}, because of {:?} {}",
            claim.state().as_str_name(),
            claim.reasons,
            claim.failure
        );
        Ok(Benefit { service, claim })
    }

    fn key(&self, step: &str) -> String {
        derive(&["demo", "benefit", &self.claim.name, step])
    }

    /// The county approves what the rule found, and publishes it.
    pub async fn decide(&mut self, people: &People) -> anyhow::Result<()> {
        let office = people.official(&self.claim.tenant, Role::CountyStb, 1)?;
        let approve = ApproveGrantClaimRequest {
            name: self.claim.name.clone(),
            etag: String::new(),
            request_id: self.key("approve"),
            commitments: vec![Commitment {
                until: COMMITTED_UNTIL.to_owned(),
                conditions: vec!["REGISTERED_ADDRESS".to_owned()],
            }],
        };
        ask!(office.grants(self.service)?, approve_grant_claim, approve)?;
        let publish = PublishGrantClaimRequest {
            name: self.claim.name.clone(),
            etag: String::new(),
            request_id: self.key("publish"),
        };
        self.claim = ask!(office.grants(self.service)?, publish_grant_claim, publish)?;
        Ok(())
    }

    /// The county's treasury pays it once the notice is over.
    pub async fn pay(&mut self, people: &People) -> anyhow::Result<()> {
        let treasury = people.official(&self.claim.tenant, Role::FinancePayer, 1)?;
        let pay = PayGrantClaimRequest {
            name: self.claim.name.clone(),
            etag: String::new(),
            request_id: self.key("pay"),
        };
        self.claim = ask!(treasury.grants(self.service)?, pay_grant_claim, pay)?;
        Ok(())
    }
}
