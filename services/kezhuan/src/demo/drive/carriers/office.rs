//! What county, city and experts do with a carrier: check, review, propose, accredit, take the return in, assess.
use kezhuan_auth::Role;
use kezhuan_protocol::incubation::v1 as proto;
use kezhuan_protocol::incubation::v1::carrier::Grade;

use super::super::asking::ask;
use super::super::people::{People, expert};
use super::{CITY, Carrier};

const EXPERTS: usize = 3;
const CRITERIA: [&str; 4] = ["SPACE", "SERVICES", "OUTCOMES", "MANAGEMENT"];

impl Carrier {
    /// What is stated goes beyond what the service counts: the office says what it looked at.
    pub(super) async fn check(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::CheckCarrierRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("check"),
            note: "已核对证明材料".to_owned(),
        };
        ask!(self.office(people, 1)?, check_carrier, request)?;
        Ok(())
    }

    pub(super) async fn refuse(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::RefuseCarrierRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("refuse"),
            code: "CONDITIONS_UNMET".to_owned(),
            note: "场地面积、在孵企业数均未达到认定条件".to_owned(),
        };
        ask!(self.office(people, 1)?, refuse_carrier, request)?;
        self.ended = true;
        Ok(())
    }

    /// The city seats three experts of other houses; each scores unseen by the others.
    pub(super) async fn review(&mut self, people: &People) -> anyhow::Result<()> {
        let seats = (1..=EXPERTS).map(|nth| {
            let (expert, organisation) = expert(nth);
            proto::Expert {
                expert,
                organisation,
                ..proto::Expert::default()
            }
        });
        let request = proto::AssignReviewersRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("seats"),
            experts: seats.collect(),
        };
        ask!(self.office(people, 1)?, assign_reviewers, request)?;
        for nth in 1..=EXPERTS {
            let points = 72 + i32::try_from(nth).unwrap_or_default() * 4;
            let scores = CRITERIA.map(|criterion| proto::Score {
                criterion: criterion.to_owned(),
                score: points,
            });
            let request = proto::ScoreCarrierRequest {
                name: self.name.clone(),
                etag: String::new(),
                request_id: self.key(&format!("score {nth}")),
                scores: scores.to_vec(),
                reason: String::new(),
            };
            ask!(people.expert(nth)?.incubation()?, score_carrier, request)?;
        }
        Ok(())
    }

    pub(super) async fn propose(&mut self, people: &People) -> anyhow::Result<()> {
        let desk_review = match self.plan.grade {
            Grade::County => "材料齐全，现场核查属实",
            _ => "",
        };
        let request = proto::ProposeCarrierRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("propose"),
            desk_review: desk_review.to_owned(),
        };
        ask!(self.office(people, 1)?, propose_carrier, request)?;
        Ok(())
    }

    /// By another person than the one who checked; grades of province and ministry name their decision.
    pub(super) async fn accredit(&mut self, people: &People) -> anyhow::Result<()> {
        let document = match self.plan.grade {
            Grade::County | Grade::City => String::new(),
            _ => format!("演示文件〔2025〕{}", self.plan.operator),
        };
        let request = proto::AccreditCarrierRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("accredit"),
            document,
        };
        ask!(self.office(people, 2)?, accredit_carrier, request)?;
        Ok(())
    }

    pub(super) async fn check_return(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::CheckReturnRequest {
            name: self.torch_return.clone(),
            etag: String::new(),
            request_id: self.key("check return"),
            note: String::new(),
        };
        let county = people.official(self.plan.authority, Role::CountyStb, 1)?;
        ask!(county.incubation()?, check_return, request)?;
        Ok(())
    }

    pub(super) async fn accept_return(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::AcceptReturnRequest {
            name: self.torch_return.clone(),
            etag: String::new(),
            request_id: self.key("accept return"),
            note: String::new(),
        };
        let city = people.official(CITY, Role::CityStb, 1)?;
        ask!(city.incubation()?, accept_return, request)?;
        Ok(())
    }

    /// The year that is over, by the city's rule.
    pub(super) async fn assess(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::AssessCarrierRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("assess"),
            year: 2025,
        };
        ask!(self.office(people, 1)?, assess_carrier, request)?;
        Ok(())
    }
}
