//! What the registration office does: the acceptance check, both reviews, the experts, amendments; and the city's annulment.
use kezhuan_auth::Role;
use kezhuan_protocol::contracts::v1 as proto;

use super::super::people::People;
use super::{Case, Client};

const CITY: &str = kezhuan_law::regions::PREFECTURE;
const NOTE: &str = "演示";
const EXPERTS: usize = 3;

impl Case {
    /// A clerk of the office that has the case: first and second reviewer are different people.
    pub(super) fn clerk(&self, people: &People, role: Role) -> anyhow::Result<Client> {
        people
            .official(&self.office, role, 1 + self.index % 3)?
            .contracts()
    }

    pub(super) async fn accept(&mut self, people: &People) -> anyhow::Result<()> {
        self.accept_as(people, self.key("step")).await
    }

    pub(super) async fn accept_as(
        &mut self,
        people: &People,
        request_id: String,
    ) -> anyhow::Result<()> {
        let request = proto::AcceptContractRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id,
        };
        let mut registrar = self.clerk(people, Role::Registrar)?;
        self.take_over(registrar.accept_contract(request).await?);
        Ok(())
    }

    pub(super) async fn return_for_correction(
        &mut self,
        people: &People,
        code: &str,
    ) -> anyhow::Result<()> {
        let request = proto::ReturnContractRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("step"),
            code: code.to_owned(),
            note: NOTE.to_owned(),
        };
        let mut registrar = self.clerk(people, Role::Registrar)?;
        self.take_over(registrar.return_contract(request).await?);
        Ok(())
    }

    pub(super) async fn refuse(&mut self, people: &People, code: &str) -> anyhow::Result<()> {
        let request = proto::RefuseContractRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("step"),
            code: code.to_owned(),
            note: NOTE.to_owned(),
        };
        let mut registrar = self.clerk(people, Role::Registrar)?;
        self.take_over(registrar.refuse_contract(request).await?);
        Ok(())
    }

    pub(super) async fn ask_supplement(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::RequestSupplementRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("step"),
            note: NOTE.to_owned(),
        };
        let mut registrar = self.clerk(people, Role::Registrar)?;
        self.take_over(registrar.request_supplement(request).await?);
        Ok(())
    }

    pub(super) async fn classify(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ClassifyContractRequest {
            name: self.contract.clone(),
            request_id: self.key("step"),
            ..proto::ClassifyContractRequest::default()
        };
        let mut registrar = self.clerk(people, Role::Registrar)?;
        self.take_over(registrar.classify_contract(request).await?);
        Ok(())
    }

    /// The second reviewer asks three experts, and each says yes.
    pub(super) async fn ask_experts(&mut self, people: &People) -> anyhow::Result<()> {
        let ask = proto::RequestExpertReviewRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("experts"),
        };
        let mut second = self.clerk(people, Role::Registrar2)?;
        second.request_expert_review(ask).await?;
        for nth in 1..=EXPERTS {
            let opinion = proto::GiveExpertOpinionRequest {
                name: self.contract.clone(),
                etag: String::new(),
                request_id: self.key(&format!("opinion-{nth}")),
                recognise: true,
                opinion: "同意认定".to_owned(),
            };
            let expert = people.official(self.plan.county, Role::Expert, nth)?;
            expert.contracts()?.give_expert_opinion(opinion).await?;
        }
        Ok(())
    }

    pub(super) async fn register(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::RegisterContractRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("step"),
            ..proto::RegisterContractRequest::default()
        };
        let mut second = self.clerk(people, Role::Registrar2)?;
        self.take_over(second.register_contract(request).await?);
        Ok(())
    }

    pub(super) async fn reject(&mut self, people: &People, code: &str) -> anyhow::Result<()> {
        let request = proto::RejectContractRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("step"),
            code: code.to_owned(),
            note: NOTE.to_owned(),
        };
        let mut second = self.clerk(people, Role::Registrar2)?;
        self.take_over(second.reject_contract(request).await?);
        Ok(())
    }

    pub(super) async fn review_amendment(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ReviewAmendmentRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("step"),
            ..proto::ReviewAmendmentRequest::default()
        };
        let mut registrar = self.clerk(people, Role::Registrar)?;
        self.take_over(registrar.review_amendment(request).await?);
        Ok(())
    }

    pub(super) async fn approve_amendment(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ApproveAmendmentRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("step"),
        };
        let mut second = self.clerk(people, Role::Registrar2)?;
        self.take_over(second.approve_amendment(request).await?);
        Ok(())
    }

    pub(super) async fn annul(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::AnnulContractRequest {
            name: self.contract.clone(),
            etag: String::new(),
            request_id: self.key("step"),
            note: NOTE.to_owned(),
        };
        let mut city = people.official(CITY, Role::CityStb, 1)?.contracts()?;
        self.take_over(city.annul_contract(request).await?);
        Ok(())
    }
}
