//! The rice season: varieties, the trial in replicated plots beside a check, and the demonstration on a field.
use chrono::Days;
use kezhuan_protocol::agriculture::v1 as proto;
use kezhuan_protocol::agriculture::v1::trial::{Finding, MoistureStandard, Role};

use super::super::asking::ask;
use super::super::people::{People, expert};
use super::Base;

const SEASON: &str = "2025-E";
const EXPERTS: usize = 3;
/// The check everybody knows, and how its committee numbered it.
const CHECK: (&str, &str) = ("美香占2号", "粤审稻20060009");
/// Of a plot of a tenth of a mu, in grams; a mu yields ten times as much.
const CHECK_G: i64 = 56_000;
/// At standard moisture already: 13.5 %.
const MOISTURE_BP: i32 = 1_350;

/// One harvested plot.
fn plot(
    label: String,
    role: Role,
    replication: i32,
    (area_c, fresh_g): (i64, i64),
) -> proto::trial::Plot {
    proto::trial::Plot {
        label,
        role: role.into(),
        replication,
        area_c,
        fresh_g,
        moisture_bp: MOISTURE_BP,
    }
}

impl Base {
    /// The county enters both with the approvals the committees gave.
    pub(super) async fn enter_varieties(&mut self, people: &People) -> anyhow::Result<()> {
        let (title, number) = (self.plan.variety, self.plan.approval);
        self.variety = self.variety(people, title, number).await?;
        self.check = self.variety(people, CHECK.0, CHECK.1).await?;
        Ok(())
    }

    async fn variety(&self, people: &People, title: &str, number: &str) -> anyhow::Result<String> {
        let request = proto::RegisterVarietyRequest {
            crop: "rice".to_owned(),
            title: title.to_owned(),
            breeder: "江门市农业科学研究所（演示）".to_owned(),
            division: self.plan.division.to_owned(),
            request_id: self.key(&format!("variety {title}")),
            ..proto::RegisterVarietyRequest::default()
        };
        let entered = ask!(self.county(people)?, register_variety, request)?;
        let request = proto::RecordApprovalRequest {
            name: entered.name.clone(),
            etag: String::new(),
            request_id: self.key(&format!("approval {title}")),
            approval: Some(proto::variety::Approval {
                region: "440000".to_owned(),
                number: number.to_owned(),
                approved_on: "2023-05-20".to_owned(),
            }),
        };
        ask!(self.county(people)?, record_approval, request)?;
        Ok(entered.name)
    }

    pub(super) async fn sow(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::PlanTrialRequest {
            base: self.name.clone(),
            variety: self.variety.clone(),
            check_variety: self.check.clone(),
            season: SEASON.to_owned(),
            moisture_standard: MoistureStandard::Indica.into(),
            replications: i32::try_from(self.plan.plots_g.len())?,
            request_id: self.key("trial"),
        };
        self.trial = ask!(self.operator(people)?, plan_trial, request)?.name;
        let request = proto::SowTrialRequest {
            name: self.trial.clone(),
            etag: String::new(),
            request_id: self.key("sow"),
            sown_on: self.today.to_string(),
        };
        ask!(self.operator(people)?, sow_trial, request)?;
        let ends_on = self.today.checked_add_days(Days::new(130));
        let request = proto::PlanDemonstrationRequest {
            base: self.name.clone(),
            variety: self.variety.clone(),
            season: SEASON.to_owned(),
            moisture_standard: MoistureStandard::Indica.into(),
            site_geojson: self.plan.site(),
            stated_area_c: self.plan.stated_area_c,
            starts_on: self.today.to_string(),
            ends_on: ends_on.unwrap_or(self.today).to_string(),
            inputs: vec![proto::demonstration::Input {
                item: "有机肥".to_owned(),
                quantity: "200 kg/亩".to_owned(),
                used_on: String::new(),
            }],
            request_id: self.key("demonstration"),
        };
        self.demonstration = ask!(self.operator(people)?, plan_demonstration, request)?.name;
        let request = proto::StartDemonstrationRequest {
            name: self.demonstration.clone(),
            etag: String::new(),
            request_id: self.key("start"),
            started_on: self.today.to_string(),
            inputs: Vec::new(),
        };
        ask!(self.operator(people)?, start_demonstration, request)?;
        Ok(())
    }

    pub(super) async fn harvest(&mut self, people: &People) -> anyhow::Result<()> {
        let plots = (1..)
            .zip(self.plan.plots_g)
            .flat_map(|(replication, fresh_g)| {
                [
                    plot(
                        format!("A{replication}"),
                        Role::Candidate,
                        replication,
                        (10, fresh_g),
                    ),
                    plot(
                        format!("B{replication}"),
                        Role::Check,
                        replication,
                        (10, CHECK_G),
                    ),
                ]
            });
        let request = proto::HarvestTrialRequest {
            name: self.trial.clone(),
            etag: String::new(),
            request_id: self.key("harvest"),
            harvested_on: self.today.to_string(),
            plots: plots.collect(),
        };
        ask!(self.operator(people)?, harvest_trial, request)?;
        self.measure(people).await
    }

    /// Two plots of a mu and one of the check, each measured by one of three experts.
    async fn measure(&self, people: &People) -> anyhow::Result<()> {
        let labels = ["一", "二", "对照"];
        let measurers = (1..=EXPERTS).zip(labels).map(|(nth, label)| {
            let (expert, organisation) = expert(nth);
            proto::demonstration::Measurer {
                expert,
                organisation,
                plots: vec![label.to_owned()],
                ..proto::demonstration::Measurer::default()
            }
        });
        let (first, second) = (self.plan.plots_g[0] * 10, self.plan.plots_g[1] * 10);
        let request = proto::MeasureDemonstrationRequest {
            name: self.demonstration.clone(),
            etag: String::new(),
            request_id: self.key("measure"),
            measured_on: self.today.to_string(),
            plots: vec![
                plot(labels[0].to_owned(), Role::Candidate, 0, (100, first)),
                plot(labels[1].to_owned(), Role::Candidate, 0, (100, second)),
                plot(labels[2].to_owned(), Role::Check, 0, (100, CHECK_G * 10)),
            ],
            experts: measurers.collect(),
            photos: vec![proto::demonstration::Photo {
                sha256: "0f".repeat(32),
                caption: "测产现场".to_owned(),
            }],
        };
        ask!(self.operator(people)?, measure_demonstration, request)?;
        Ok(())
    }

    /// Three experts look at the plots, and the county verifies by the city's rule.
    pub(super) async fn verify_trial(&mut self, people: &People) -> anyhow::Result<()> {
        let nominees = (1..=EXPERTS).map(|nth| {
            let (expert, organisation) = expert(nth);
            proto::AssignedExpert {
                expert,
                organisation,
                ..proto::AssignedExpert::default()
            }
        });
        let request = proto::AssignTrialExpertsRequest {
            name: self.trial.clone(),
            etag: String::new(),
            request_id: self.key("trial experts"),
            experts: nominees.collect(),
        };
        ask!(self.county(people)?, assign_trial_experts, request)?;
        for nth in 1..=EXPERTS {
            let request = proto::GiveTrialOpinionRequest {
                name: self.trial.clone(),
                etag: String::new(),
                request_id: self.key(&format!("opinion {nth}")),
                finding: Finding::Confirmed.into(),
                note: String::new(),
            };
            ask!(
                people.expert(nth)?.agriculture()?,
                give_trial_opinion,
                request
            )?;
        }
        let request = proto::VerifyTrialRequest {
            name: self.trial.clone(),
            etag: String::new(),
            request_id: self.key("verify"),
        };
        let verified = ask!(self.county(people)?, verify_trial, request)?;
        anyhow::ensure!(
            verified.state() == proto::trial::State::Verified,
            "the trial is {}: {}",
            verified.state().as_str_name(),
            verified.manual_failure
        );
        Ok(())
    }

    pub(super) async fn accept_demonstration(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::AcceptDemonstrationRequest {
            name: self.demonstration.clone(),
            etag: String::new(),
            request_id: self.key("accept"),
            note: "现场验收通过".to_owned(),
        };
        ask!(self.county(people)?, accept_demonstration, request)?;
        Ok(())
    }
}
