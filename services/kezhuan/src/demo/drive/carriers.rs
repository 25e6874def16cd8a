//! The year's carriers, driven by their operators, the counties, the city and its experts.
mod office;
mod operator;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_protocol::incubation::v1::carrier::Grade;
use kezhuan_protocol::incubation::v1::incubation_service_client::IncubationServiceClient;
use kezhuan_protocol::incubation::v1::{self as proto, SetChainRequest};

use super::asking::ask;
use super::people::People;
use crate::demo::year::{CHAINS, CarrierPlan, CarrierStep};
use crate::request_id::derive;
use crate::suite::{Authorised, Session};

/// Speaks to the service as somebody.
pub type Client = IncubationServiceClient<Authorised>;

const CITY: &str = kezhuan_law::regions::PREFECTURE;

/// One carrier and what is known of it so far.
pub struct Carrier {
    plan: CarrierPlan,
    /// Empty until it is entered.
    name: String,
    mentor: String,
    torch_return: String,
    today: NaiveDate,
    ended: bool,
}

/// What tenants have to know of their carrier.
#[derive(Clone)]
pub struct Host {
    pub name: String,
    pub operator: String,
    pub authority: &'static str,
    pub mentor: String,
}

/// All of them.
pub struct Carriers {
    carriers: Vec<Carrier>,
    has_chains: bool,
}

impl Carriers {
    /// Nobody has entered one yet.
    pub fn of(plans: Vec<CarrierPlan>) -> Carriers {
        let carriers = plans.into_iter().map(|plan| Carrier {
            plan,
            name: String::new(),
            mentor: String::new(),
            torch_return: String::new(),
            today: NaiveDate::default(),
            ended: false,
        });
        Carriers {
            carriers: carriers.collect(),
            has_chains: false,
        }
    }

    /// The days on which there is something to do.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        let steps = self.carriers.iter().flat_map(|carrier| &carrier.plan.steps);
        steps.map(|(day, _)| *day).collect()
    }

    /// What is to be done on `day`; answers nobody expected. After one the carrier rests.
    pub async fn on(&mut self, people: &People, day: NaiveDate) -> anyhow::Result<Vec<String>> {
        if !self.has_chains {
            set_chains(people).await?;
            self.has_chains = true;
        }
        let mut problems = Vec::new();
        for carrier in &mut self.carriers {
            carrier.today = day;
            let steps = carrier.plan.steps.clone().into_iter();
            for (_, step) in steps.filter(|(planned, _)| *planned == day) {
                problems.extend(carrier.act(people, step).await);
            }
        }
        Ok(problems)
    }

    /// Each by its place, as its tenants find it.
    pub fn hosts(&self) -> Vec<Host> {
        let carriers = self.carriers.iter();
        carriers
            .map(|carrier| Host {
                name: carrier.name.clone(),
                operator: carrier.plan.operator.clone(),
                authority: carrier.plan.authority,
                mentor: carrier.mentor.clone(),
            })
            .collect()
    }
}

/// The city names its key chains before anybody is mapped to one.
async fn set_chains(people: &People) -> anyhow::Result<()> {
    let city = people.official(CITY, Role::CityStb, 1)?;
    for (code, zh, en) in CHAINS {
        let request = SetChainRequest {
            chain: Some(proto::Chain {
                name: format!("chains/{code}"),
                title_zh: zh.to_owned(),
                title_en: en.to_owned(),
                source: "演示年度重点产业链清单".to_owned(),
                active: true,
                ..proto::Chain::default()
            }),
            request_id: derive(&["demo", "chain", code]),
        };
        ask!(city.incubation()?, set_chain, request)?;
    }
    Ok(())
}

impl Carrier {
    async fn act(&mut self, people: &People, step: CarrierStep) -> Option<String> {
        if self.ended {
            return None;
        }
        let failure = Box::pin(self.step(people, step)).await.err()?;
        self.ended = true;
        let (name, title) = (&self.name, &self.plan.profile.name);
        Some(format!("{name} {title}, {step:?}: {failure:#}"))
    }

    async fn step(&mut self, people: &People, step: CarrierStep) -> anyhow::Result<()> {
        match step {
            CarrierStep::Enter => self.enter(people).await,
            CarrierStep::Apply => self.apply(people).await,
            CarrierStep::Check => self.check(people).await,
            CarrierStep::Refuse => self.refuse(people).await,
            CarrierStep::Review => self.review(people).await,
            CarrierStep::Propose => self.propose(people).await,
            CarrierStep::Accredit => self.accredit(people).await,
            CarrierStep::BecomeBase => self.become_base(people).await,
            CarrierStep::Hold => self.hold(people).await,
            CarrierStep::FillReturn => self.fill_return(people).await,
            CarrierStep::CheckReturn => self.check_return(people).await,
            CarrierStep::AcceptReturn => self.accept_return(people).await,
            CarrierStep::Assess => self.assess(people).await,
        }
    }

    /// The request id of one part of its year.
    fn key(&self, part: &str) -> String {
        derive(&["demo", "carrier", &self.plan.operator, part])
    }

    fn operator(&self, people: &People) -> anyhow::Result<Session> {
        people.operator(&self.plan.operator)
    }

    /// One of the two people of the office that decides on a carrier of its grade.
    fn office(&self, people: &People, nth: usize) -> anyhow::Result<Client> {
        let session = match self.plan.grade {
            Grade::County => people.official(self.plan.authority, Role::CountyStb, nth)?,
            _ => people.official(CITY, Role::CityStb, nth)?,
        };
        session.incubation()
    }
}
