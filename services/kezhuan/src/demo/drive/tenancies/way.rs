//! From the application to the end of a stay.
use kezhuan_auth::Role;
use kezhuan_protocol::incubation::v1 as proto;
use kezhuan_protocol::incubation::v1::tenancy::State;

use super::super::asking::ask;
use super::super::carriers::Host;
use super::super::people::People;
use super::Tenancy;

impl Tenancy {
    /// By the start-up itself, or by the operator for it.
    pub(super) async fn apply(
        &mut self,
        people: &People,
        host: &Host,
        by_tenant: bool,
    ) -> anyhow::Result<()> {
        let request = proto::ApplyForTenancyRequest {
            carrier: host.name.clone(),
            tenancy: Some(self.plan.profile.clone()),
            request_id: self.key("apply"),
        };
        let session = match by_tenant {
            true => self.itself(people)?,
            false => people.operator(&host.operator)?,
        };
        let answer = ask!(session.incubation()?, apply_for_tenancy, request)?;
        self.state = answer.state();
        self.name = answer.name;
        Ok(())
    }

    /// What is refused here rests: its story is told.
    pub(super) async fn admit(&mut self, people: &People, host: &Host) -> anyhow::Result<()> {
        let request = proto::AdmitTenantRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("admit"),
            until: String::new(),
        };
        let operator = people.operator(&host.operator)?;
        let answer = ask!(operator.incubation()?, admit_tenant, request)?;
        self.state = answer.state();
        self.ended = self.state == State::Refused;
        anyhow::ensure!(
            matches!(self.state, State::Incubating | State::Refused),
            "it is {} after the admission: {}",
            self.state.as_str_name(),
            answer.failure
        );
        Ok(())
    }

    pub(super) async fn refuse(&mut self, people: &People, host: &Host) -> anyhow::Result<()> {
        let request = proto::RefuseTenantRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("refuse"),
            code: "NO_ROOM".to_owned(),
            note: "场地已满".to_owned(),
        };
        let operator = people.operator(&host.operator)?;
        ask!(operator.incubation()?, refuse_tenant, request)?;
        self.ended = true;
        Ok(())
    }

    pub(super) async fn withdraw(&mut self, people: &People, host: &Host) -> anyhow::Result<()> {
        let request = proto::WithdrawTenancyRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("withdraw"),
        };
        let operator = people.operator(&host.operator)?;
        ask!(operator.incubation()?, withdraw_tenancy, request)?;
        self.ended = true;
        Ok(())
    }

    pub(super) async fn record(
        &mut self,
        people: &People,
        host: &Host,
        year: proto::TenantYear,
    ) -> anyhow::Result<()> {
        let request = proto::RecordTenantYearRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key(&format!("year {}", year.year)),
            figures: Some(year),
        };
        let operator = people.operator(&host.operator)?;
        ask!(operator.incubation()?, record_tenant_year, request)?;
        Ok(())
    }

    pub(super) async fn graduate(&mut self, people: &People, host: &Host) -> anyhow::Result<()> {
        let request = proto::GraduateTenantRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("graduate"),
        };
        let operator = people.operator(&host.operator)?;
        ask!(operator.incubation()?, graduate_tenant, request)?;
        Ok(())
    }

    pub(super) async fn verify(&mut self, people: &People, host: &Host) -> anyhow::Result<()> {
        let request = proto::VerifyGraduationRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("verify"),
            outcome: proto::verify_graduation_request::Outcome::Confirmed.into(),
            reason: "经核实，情况属实".to_owned(),
        };
        let county = people.official(host.authority, Role::CountyStb, 1)?;
        ask!(county.incubation()?, verify_graduation, request)?;
        Ok(())
    }

    pub(super) async fn exit(&mut self, people: &People, host: &Host) -> anyhow::Result<()> {
        let request = proto::ExitTenantRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("exit"),
            code: "MOVED_AWAY".to_owned(),
            note: "迁往其他园区".to_owned(),
            exited_on: self.today.to_string(),
        };
        let operator = people.operator(&host.operator)?;
        ask!(operator.incubation()?, exit_tenant, request)?;
        self.ended = true;
        Ok(())
    }

    /// The company here of a tenant outside the city.
    pub(super) async fn land(
        &mut self,
        people: &People,
        host: &Host,
        uscc: String,
    ) -> anyhow::Result<()> {
        let request = proto::RecordLandingRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("land"),
            landing: Some(proto::tenancy::Landing {
                uscc,
                name: format!("江门{}", self.plan.profile.name),
                landed_on: self.today.to_string(),
                recorded_by: String::new(),
            }),
        };
        let operator = people.operator(&host.operator)?;
        ask!(operator.incubation()?, record_landing, request)?;
        Ok(())
    }
}
