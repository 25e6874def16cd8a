//! Three agricultural bases and their rice season, driven by their people, their counties, the city and its experts.
mod plate;
mod season;
mod spread;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_protocol::agriculture::v1::agriculture_service_client::AgricultureServiceClient;
use kezhuan_protocol::agriculture::v1::base::Level;

use super::benefit::Benefit;
use super::people::People;
use crate::demo::year::{BasePlan, BaseStep};
use crate::request_id::derive;
use crate::suite::Authorised;

/// Speaks to the service as somebody.
type Client = AgricultureServiceClient<Authorised>;

const CITY: &str = kezhuan_law::regions::PREFECTURE;

/// One base and what is known of it so far: names of what was made for it, empty until then.
pub struct Base {
    plan: BasePlan,
    name: String,
    variety: String,
    check: String,
    trial: String,
    demonstration: String,
    extension: String,
    benefit: Option<Benefit>,
    today: NaiveDate,
    ended: bool,
}

/// All of them.
pub struct Bases {
    bases: Vec<Base>,
}

impl Bases {
    /// Nobody has applied yet.
    pub fn of(plans: Vec<BasePlan>) -> Bases {
        let bases = plans.into_iter().map(|plan| Base {
            plan,
            name: String::new(),
            variety: String::new(),
            check: String::new(),
            trial: String::new(),
            demonstration: String::new(),
            extension: String::new(),
            benefit: None,
            today: NaiveDate::default(),
            ended: false,
        });
        Bases {
            bases: bases.collect(),
        }
    }

    /// The days on which there is something to do.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        let steps = self.bases.iter().flat_map(|base| &base.plan.steps);
        steps.map(|(day, _)| *day).collect()
    }

    /// What is to be done on `day`; answers nobody expected. After one the base rests.
    pub async fn on(&mut self, people: &People, day: NaiveDate) -> Vec<String> {
        let mut problems = Vec::new();
        for base in &mut self.bases {
            base.today = day;
            let steps = base.plan.steps.clone().into_iter();
            for (_, step) in steps.filter(|(planned, _)| *planned == day) {
                problems.extend(base.act(people, step).await);
            }
        }
        problems
    }
}

impl Base {
    async fn act(&mut self, people: &People, step: BaseStep) -> Option<String> {
        if self.ended {
            return None;
        }
        let failure = Box::pin(self.step(people, step)).await.err()?;
        self.ended = true;
        let (name, title) = (&self.name, self.plan.title);
        Some(format!("{name} {title}, {step:?}: {failure:#}"))
    }

    async fn step(&mut self, people: &People, step: BaseStep) -> anyhow::Result<()> {
        match step {
            BaseStep::Apply => self.apply(people).await,
            BaseStep::Recommend => self.recommend(people).await,
            BaseStep::Review => self.review(people).await,
            BaseStep::Propose => self.propose(people).await,
            BaseStep::Accredit => self.accredit(people).await,
            BaseStep::Assess => self.assess(people).await,
            BaseStep::EnterVarieties => self.enter_varieties(people).await,
            BaseStep::Sow => self.sow(people).await,
            BaseStep::Harvest => self.harvest(people).await,
            BaseStep::VerifyTrial => self.verify_trial(people).await,
            BaseStep::AcceptDemonstration => self.accept_demonstration(people).await,
            BaseStep::Extend => self.extend(people).await,
            BaseStep::RecordHouseholds => self.record_households(people).await,
            BaseStep::Train => self.train(people).await,
            BaseStep::Report => self.report(people).await,
            BaseStep::Confirm => self.confirm(people).await,
            BaseStep::ClaimSubsidy => self.claim_subsidy(people).await,
            BaseStep::DecideSubsidy => self.decide_subsidy(people).await,
            BaseStep::PaySubsidy => self.pay_subsidy(people).await,
        }
    }

    /// The request id of one part of its year.
    fn key(&self, part: &str) -> String {
        derive(&["demo", "base", self.plan.organisation, part])
    }

    fn operator(&self, people: &People) -> anyhow::Result<Client> {
        people.operator(self.plan.organisation)?.agriculture()
    }

    /// Someone of the county the base lies in.
    fn county(&self, people: &People) -> anyhow::Result<Client> {
        let office = people.official(self.plan.division, Role::CountyStb, 1)?;
        office.agriculture()
    }

    /// One of the two people of the authority whose programme it is.
    fn authority(&self, people: &People, nth: usize) -> anyhow::Result<Client> {
        let office = match self.plan.level {
            Level::County => people.official(self.plan.division, Role::CountyStb, nth)?,
            _ => people.official(CITY, Role::CityStb, nth)?,
        };
        office.agriculture()
    }
}
