//! From the call to the plate, and the yearly assessment.
use chrono::Days;
use kezhuan_protocol::agriculture::v1 as proto;
use kezhuan_protocol::agriculture::v1::score_base_request::Round;

use super::super::asking::ask;
use super::super::people::{People, expert};
use super::Base;

const EXPERTS: usize = 5;
/// How long a call stands open.
const OPEN_DAYS: u64 = 24;

impl Base {
    /// The authority calls, the base drafts and applies.
    pub(super) async fn apply(&mut self, people: &People) -> anyhow::Result<()> {
        let closes_on = self.today.checked_add_days(Days::new(OPEN_DAYS));
        let request = proto::OpenCallRequest {
            level: self.plan.level.into(),
            programme_name: self.plan.programme.to_owned(),
            opens_on: self.today.to_string(),
            closes_on: closes_on.unwrap_or(self.today).to_string(),
            request_id: self.key("call"),
        };
        let call = ask!(self.authority(people, 1)?, open_call, request)?;
        let request = proto::CreateBaseRequest {
            call: call.name,
            organisation: self.plan.organisation.to_owned(),
            division: self.plan.division.to_owned(),
            title: self.plan.title.to_owned(),
            carrier: self.plan.carrier.into(),
            field: "DEEP_PROCESSING".to_owned(),
            figures: Some(proto::BaseFigures {
                legal_person: true,
                land_c: 12_000,
                facility_area_c: 80_000,
                land_right_until: "2035-12-31".to_owned(),
                technical_partners: vec!["五邑大学".to_owned()],
                achievements: vec![self.plan.variety.to_owned(), "机插侧深施肥".to_owned()],
                technical_staff: 8,
            }),
            request_id: self.key("draft"),
        };
        self.name = ask!(self.operator(people)?, create_base, request)?.name;
        let request = proto::ApplyForBaseRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("apply"),
        };
        ask!(self.operator(people)?, apply_for_base, request)?;
        Ok(())
    }

    pub(super) async fn recommend(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::RecommendBaseRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("recommend"),
            note: "条件较好，同意推荐".to_owned(),
        };
        ask!(self.county(people)?, recommend_base, request)?;
        Ok(())
    }

    /// Five experts of other houses score the papers and the visit.
    pub(super) async fn review(&mut self, people: &People) -> anyhow::Result<()> {
        let seats = (1..=EXPERTS).map(|nth| {
            let (expert, organisation) = expert(nth);
            proto::AssignedExpert {
                expert,
                organisation,
                ..proto::AssignedExpert::default()
            }
        });
        let request = proto::AssignExpertsRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("experts"),
            experts: seats.collect(),
        };
        ask!(self.authority(people, 1)?, assign_experts, request)?;
        for nth in 1..=EXPERTS {
            for round in [Round::Desk, Round::Site] {
                let request = proto::ScoreBaseRequest {
                    name: self.name.clone(),
                    etag: String::new(),
                    request_id: self.key(&format!("score {nth} {}", round.as_str_name())),
                    round: round.into(),
                    points: 78 + i32::try_from(nth).unwrap_or_default() * 2,
                    reason: String::new(),
                };
                ask!(people.expert(nth)?.agriculture()?, score_base, request)?;
            }
        }
        Ok(())
    }

    pub(super) async fn propose(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ProposeBaseRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("propose"),
        };
        let proposed = ask!(self.authority(people, 1)?, propose_base, request)?;
        anyhow::ensure!(
            proposed.state() == proto::base::State::Proposed,
            "the base is {}, because of {:?} {}",
            proposed.state().as_str_name(),
            proposed.reasons,
            proposed.failure
        );
        Ok(())
    }

    /// By another person than the one who proposed it.
    pub(super) async fn accredit(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::AccreditBaseRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("accredit"),
            plate_number: String::new(),
        };
        ask!(self.authority(people, 2)?, accredit_base, request)?;
        Ok(())
    }

    pub(super) async fn assess(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::AssessBaseRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("assess"),
            year: 2025,
            indicators: Some(proto::BaseIndicators {
                transformation: 88,
                demonstration: 90,
                extension: 84,
                management: 86,
            }),
            value_growth_bp: Some(950),
        };
        ask!(self.authority(people, 1)?, assess_base, request)?;
        Ok(())
    }
}
