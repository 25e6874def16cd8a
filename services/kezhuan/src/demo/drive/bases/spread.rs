//! What follows a season: the variety reaches farmers, its value is reported and confirmed, and the county's rule pays.
use anyhow::Context;
use kezhuan_protocol::agriculture::v1 as proto;
use kezhuan_protocol::agriculture::v1::record_households_response::Status;
use kezhuan_protocol::grants::v1::CreateGrantClaimRequest;

use super::super::asking::ask;
use super::super::benefit::Benefit;
use super::super::people::People;
use super::Base;

/// The season in which farmers grow what the early one showed.
const SEASON: &str = "2025-L";
const NAMES: [&str; 6] = ["陈大文", "李秀英", "黄伟", "梁志强", "吴玉兰", "谭国华"];

impl Base {
    pub(super) async fn extend(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ExtendDemonstrationRequest {
            name: self.demonstration.clone(),
            etag: String::new(),
            request_id: self.key("extend"),
        };
        ask!(self.operator(people)?, extend_demonstration, request)?;
        let request = proto::OpenExtensionRequest {
            demonstration: self.demonstration.clone(),
            season: SEASON.to_owned(),
            request_id: self.key("extension"),
        };
        self.extension = ask!(self.operator(people)?, open_extension, request)?.name;
        Ok(())
    }

    /// A plot of each household; the list is sent once more, and counts once.
    pub(super) async fn record_households(&mut self, people: &People) -> anyhow::Result<()> {
        let rows = (1..=self.plan.households).zip(NAMES.iter().cycle());
        let rows: Vec<proto::HouseholdRow> = rows
            .map(|(number, person)| proto::HouseholdRow {
                division: String::new(),
                household: format!("H-{}-{number:03}", self.plan.division),
                person: (*person).to_owned(),
                village: "演示村".to_owned(),
                plot: format!("P-{}-{number:03}", self.plan.division),
                area_c: 300 + number * 17,
            })
            .collect();
        for (again, expected) in [("", Status::Entered), (" again", Status::Repeated)] {
            let request = proto::RecordHouseholdsRequest {
                name: self.extension.clone(),
                etag: String::new(),
                request_id: self.key(&format!("households{again}")),
                rows: rows.clone(),
            };
            let answer = ask!(self.operator(people)?, record_households, request)?;
            let as_expected = answer.results.iter().all(|row| row.status() == expected);
            anyhow::ensure!(
                as_expected,
                "the list of households{again} was not {expected:?}"
            );
        }
        Ok(())
    }

    pub(super) async fn train(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::RecordTrainingRequest {
            name: self.extension.clone(),
            etag: String::new(),
            request_id: self.key("train"),
            training: Some(proto::extension::Training {
                held_on: self.today.to_string(),
                topic: "晚造田间管理".to_owned(),
                place: "村委会".to_owned(),
                person_times: self.plan.households * 2,
            }),
        };
        ask!(self.operator(people)?, record_training, request)?;
        Ok(())
    }

    pub(super) async fn report(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ReportExtensionRequest {
            name: self.extension.clone(),
            etag: String::new(),
            request_id: self.key("report"),
            price: Some(proto::extension::Price {
                fen_per_kg: 320,
                source: "收购合同（演示）".to_owned(),
                of_day: self.today.to_string(),
            }),
        };
        ask!(self.operator(people)?, report_extension, request)?;
        Ok(())
    }

    pub(super) async fn confirm(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::ConfirmExtensionRequest {
            name: self.extension.clone(),
            etag: String::new(),
            request_id: self.key("confirm"),
        };
        ask!(self.county(people)?, confirm_extension, request)?;
        Ok(())
    }

    pub(super) async fn claim_subsidy(&mut self, people: &People) -> anyhow::Result<()> {
        let request = CreateGrantClaimRequest {
            programme: "agr.subsidy".to_owned(),
            subject: self.demonstration.clone(),
            request_id: self.key("claim"),
            ..CreateGrantClaimRequest::default()
        };
        let operator = people.operator(self.plan.organisation)?;
        let claimed = Benefit::claim(kezhuan_agriculture::NAME, &operator, request).await;
        self.benefit = Some(claimed?);
        Ok(())
    }

    pub(super) async fn decide_subsidy(&mut self, people: &People) -> anyhow::Result<()> {
        let benefit = self.benefit.as_mut().context("nothing was claimed")?;
        benefit.decide(people).await
    }

    pub(super) async fn pay_subsidy(&mut self, people: &People) -> anyhow::Result<()> {
        let benefit = self.benefit.as_mut().context("nothing was claimed")?;
        benefit.pay(people).await
    }
}
