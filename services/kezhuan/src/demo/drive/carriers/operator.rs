//! What a carrier's operator does: enters it, applies, holds events, and hands the yearly return in.
use std::time::{Duration, Instant};

use kezhuan_auth::Role;
use kezhuan_protocol::incubation::v1::{self as proto, fill_return_request, torch_return};

use super::super::asking::ask;
use super::super::people::{People, mentor};
use super::{CITY, Carrier};

/// How long the service may take to open the returns of the year.
const OPENED_MAX: Duration = Duration::from_secs(30);
/// What the operator states of figures that the service does not know; nothing of the others.
const STATED: [(&str, i64); 7] = [
    ("INCOME_TOTAL", 420_000_000),
    ("INCOME_SERVICE", 150_000_000),
    ("INCOME_PROPERTY", 230_000_000),
    ("STAFF", 12),
    ("PROFESSIONALS", 10),
    ("TRAINED", 8),
    ("FUND_SIZE", 800_000_000),
];

impl Carrier {
    pub(super) async fn enter(&mut self, people: &People) -> anyhow::Result<()> {
        let is_remote = self.plan.division != self.plan.authority;
        let request = proto::CreateCarrierRequest {
            profile: Some(self.plan.profile.clone()),
            authority: match is_remote {
                true => self.plan.authority.to_owned(),
                false => String::new(),
            },
            request_id: self.key("enter"),
        };
        let session = self.operator(people)?;
        self.name = ask!(session.incubation()?, create_carrier, request)?.name;
        let (subject, organisation) = mentor(&self.plan.operator);
        let mentor = proto::Mentor {
            carrier: self.name.clone(),
            person: "陈导师".to_owned(),
            organisation,
            subject,
            fields: vec![proto::tenancy::Field::Electronics.into()],
            from: "2025-01-02".to_owned(),
            ..proto::Mentor::default()
        };
        let request = proto::RegisterMentorRequest {
            mentor: Some(mentor),
            request_id: self.key("mentor"),
        };
        self.mentor = ask!(session.incubation()?, register_mentor, request)?.name;
        Ok(())
    }

    pub(super) async fn apply(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ApplyForAccreditationRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("apply"),
            grade: self.plan.grade.into(),
            figures: Some(self.plan.figures),
        };
        let client = self.operator(people)?.incubation()?;
        ask!(client, apply_for_accreditation, request)?;
        Ok(())
    }

    /// The status of a base of 侨梦苑: asked for by the operator, granted by the city.
    pub(super) async fn become_base(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ApplyForBaseStatusRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("base"),
            statement: "面向港澳台侨青年提供场地与导师".to_owned(),
        };
        let client = self.operator(people)?.incubation()?;
        ask!(client, apply_for_base_status, request)?;
        let request = proto::DecideBaseStatusRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("base granted"),
            granted: true,
            reason: "符合条件".to_owned(),
        };
        let city = people.official(CITY, Role::CityStb, 1)?.incubation()?;
        ask!(city, decide_base_status, request)?;
        Ok(())
    }

    pub(super) async fn hold(&mut self, people: &People) -> anyhow::Result<()> {
        let session = self.operator(people)?;
        let held_on = self.today.to_string();
        let request = proto::RecordActivityRequest {
            request_id: self.key(&format!("activity {held_on}")),
            activity: Some(proto::Activity {
                carrier: self.name.clone(),
                kind: proto::activity::Kind::Training.into(),
                title: "创业者培训".to_owned(),
                held_on,
                attendance: 36,
                ..proto::Activity::default()
            }),
        };
        ask!(session.incubation()?, record_activity, request)?;
        Ok(())
    }

    /// Fills the return that the day has opened, and hands it in.
    pub(super) async fn fill_return(&mut self, people: &People) -> anyhow::Result<()> {
        let opened = self.opened_return(people).await?;
        self.torch_return.clone_from(&opened.name);
        let unknown = opened.cells.iter().filter(|cell| cell.value.is_none());
        let statements = unknown.map(|cell| {
            let stated = STATED.iter().find(|(field, _)| *field == cell.field);
            fill_return_request::Statement {
                field: cell.field.clone(),
                value: Some(stated.map_or(0, |(_, value)| *value)),
                reason: String::new(),
            }
        });
        let request = proto::FillReturnRequest {
            name: opened.name.clone(),
            etag: String::new(),
            request_id: self.key("fill"),
            profile: Some(torch_return::Profile {
                nature: "PRIVATE_ENTERPRISE".to_owned(),
                operation: "GENERAL".to_owned(),
                founded_on: "2019-05-06".to_owned(),
            }),
            statements: statements.collect(),
        };
        let session = self.operator(people)?;
        ask!(session.incubation()?, fill_return, request)?;
        let request = proto::SubmitReturnRequest {
            name: opened.name,
            etag: String::new(),
            request_id: self.key("submit"),
        };
        ask!(session.incubation()?, submit_return, request)?;
        Ok(())
    }

    /// Returns are opened by their day, beside the RPCs.
    async fn opened_return(&self, people: &People) -> anyhow::Result<proto::TorchReturn> {
        let session = self.operator(people)?;
        let deadline = Instant::now() + OPENED_MAX;
        loop {
            let request = proto::ListReturnsRequest {
                filter: format!("carrier=\"{}\" AND year=2025", self.name),
                ..proto::ListReturnsRequest::default()
            };
            let listed = ask!(session.incubation()?, list_returns, request)?;
            if let Some(first) = listed.torch_returns.into_iter().next() {
                let request = proto::GetReturnRequest { name: first.name };
                return ask!(session.incubation()?, get_return, request);
            }
            anyhow::ensure!(Instant::now() < deadline, "no return was opened");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
