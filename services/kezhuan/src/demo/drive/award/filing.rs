//! The round is opened; nominations are drafted, announced by their nominators, filed, and checked.
use chrono::Days;
use kezhuan_protocol::events::v1 as proto;
use kezhuan_protocol::events::v1::{award_round, nomination};

use super::super::asking::ask;
use super::super::people::People;
use super::{Award, Nominated, by, office, refused};
use crate::demo::year::{
    ASSOCIATIONS, DIMENSIONS, Ending, LIFE_SCIENCE, MANUFACTURING, NominationPlan, PLACES,
};
use crate::request_id::derive;

/// An enterprise that has no part in the round, and objects to one of its nominations.
pub(super) const OBJECTOR: &str = "demo-neighbour";
/// Days from the first to the last of a nominator's own notice: the least that card `evt.nominate` takes.
const OWN_NOTICE_DAYS: u64 = 7;
const LEVEL: i32 = 8;

impl Award {
    pub(super) async fn open(&mut self, people: &People) -> anyhow::Result<()> {
        let dimensions = DIMENSIONS.iter();
        let dimensions = dimensions.map(|(dimension, weight)| award_round::Dimension {
            dimension: (*dimension).to_owned(),
            weight: *weight,
        });
        let associations = ASSOCIATIONS.iter();
        let associations =
            associations.map(|(organisation, title, grade)| award_round::Association {
                organisation: (*organisation).to_owned(),
                title: (*title).to_owned(),
                grade: *grade,
            });
        let (first, second, third) = PLACES;
        let request = proto::OpenAwardRoundRequest {
            code: "JM_AWARD_2025".to_owned(),
            title: "无限创新江门科学技术奖（2025，演示）".to_owned(),
            opens_on: self.plan.opens_on.to_string(),
            closes_on: self.plan.closes_on.to_string(),
            city_closes_on: self.plan.city_closes_on.to_string(),
            dimensions: dimensions.collect(),
            groups: vec![MANUFACTURING.to_owned(), LIFE_SCIENCE.to_owned()],
            associations: associations.collect(),
            places: Some(award_round::Places {
                first,
                second,
                third,
            }),
            request_id: derive(&["demo", "award", "open"]),
            ..proto::OpenAwardRoundRequest::default()
        };
        self.round = ask!(office(people, 1)?, open_award_round, request)?.name;
        Ok(())
    }

    /// Each nominator drafts, and announces its own notice from today on. Who may not nominate learns so.
    pub(super) async fn draft(&mut self, people: &People) -> anyhow::Result<()> {
        let last_day = self.today.checked_add_days(Days::new(OWN_NOTICE_DAYS));
        let last_day = last_day.unwrap_or(self.today).to_string();
        for one in &mut self.nominated {
            let request = proto::DraftNominationRequest {
                round: self.round.clone(),
                form: Some(form(&one.plan)),
                request_id: one.key("draft"),
            };
            if let Ending::NotTaken(expected) = one.plan.ending {
                let answer = one.nominator(people)?.draft_nomination(request).await;
                let refusal = refused(answer)?;
                refusal.expect("NOMINATION_NOT_TAKEN", expected)?;
                let (zh, en) = (&refusal.text.zh, &refusal.text.en);
                self.told.push(line(one, expected, &format!("{zh} {en}")));
                continue;
            }
            one.name = ask!(one.nominator(people)?, draft_nomination, request)?.name;
            let request = proto::PostLocalNoticeRequest {
                name: one.name.clone(),
                etag: String::new(),
                request_id: one.key("own notice"),
                place: "提名单位公告栏（演示）".to_owned(),
                starts_on: self.today.to_string(),
                last_day: last_day.clone(),
            };
            ask!(one.nominator(people)?, post_local_notice, request)?;
        }
        Ok(())
    }

    pub(super) async fn file(&self, people: &People) -> anyhow::Result<()> {
        let drafted = self.nominated.iter();
        for one in drafted.filter(|one| !one.name.is_empty()) {
            let request = proto::FileNominationRequest {
                name: one.name.clone(),
                etag: String::new(),
                request_id: one.key("file"),
            };
            ask!(one.nominator(people)?, file_nomination, request)?;
        }
        Ok(())
    }

    /// The formal check: passed into an expert group, or refused with a reason.
    pub(super) async fn check(&mut self, people: &People) -> anyhow::Result<()> {
        for one in &self.nominated {
            match one.plan.ending {
                Ending::NotTaken(_) => {}
                Ending::Invalid(code) => {
                    let refusal = refuse(people, one, code).await?;
                    self.told.push(line(one, &refusal.code, &refusal.note));
                }
                Ending::Dropped(_) | Ending::Awarded(_) => {
                    let request = proto::PassNominationRequest {
                        name: one.name.clone(),
                        etag: String::new(),
                        request_id: one.key("pass"),
                        group: one.plan.group.to_owned(),
                    };
                    ask!(office(people, 1)?, pass_nomination, request)?;
                }
            }
        }
        Ok(())
    }
}

/// Refused by the formal check; what its nominator reads of it.
async fn refuse(people: &People, one: &Nominated, code: &str) -> anyhow::Result<proto::Refusal> {
    let request = proto::RefuseNominationRequest {
        name: one.name.clone(),
        etag: String::new(),
        request_id: one.key("refuse"),
        code: code.to_owned(),
        note: "缺少查新报告和应用证明 no search report, no proof of use".to_owned(),
    };
    ask!(office(people, 1)?, refuse_nomination, request)?;
    let request = proto::GetNominationRequest {
        name: one.name.clone(),
    };
    let read = ask!(one.nominator(people)?, get_nomination, request)?;
    anyhow::ensure!(
        read.state() == nomination::State::Invalid,
        "{} is {}",
        one.name,
        read.state().as_str_name()
    );
    Ok(read.refusal.unwrap_or_default())
}

fn form(plan: &NominationPlan) -> nomination::Form {
    let (organisation, title, division) = plan.unit;
    nomination::Form {
        title: plan.title.to_owned(),
        summary: "已在两家以上单位应用，经济和社会效益明显".to_owned(),
        keywords: vec![plan.title.to_owned()],
        chain: plan.chain.to_owned(),
        maturity: LEVEL,
        sought: plan.sought.into(),
        units: vec![nomination::Unit {
            organisation: organisation.to_owned(),
            title: title.to_owned(),
            division: division.to_owned(),
        }],
        people: vec![nomination::Candidate {
            person: format!("applicant-{organisation}"),
            title: "项目负责人".to_owned(),
        }],
    }
}

fn line(one: &Nominated, code: &str, words: &str) -> String {
    let plan = &one.plan;
    format!("{} · {}: {code} {words}", by(plan.nominator), plan.title)
}
