//! The year's tenants, many at once: each one's steps stay in their order.
mod benefits;
mod inside;
mod way;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use futures::StreamExt;
use kezhuan_protocol::incubation::v1::tenancy::State;

use super::benefit::Benefit;
use super::carriers::Host;
use super::people::People;
use crate::demo::year::{TenantPlan, TenantStep};
use crate::request_id::derive;
use crate::suite::Session;

/// Tenants whose people are at work at once.
const CONCURRENCY: usize = 48;

/// One stay and what is known of it so far.
pub struct Tenancy {
    index: usize,
    plan: TenantPlan,
    /// Empty until it is applied for.
    name: String,
    state: State,
    lease: String,
    benefit: Option<Benefit>,
    today: NaiveDate,
    steps_done: usize,
    ended: bool,
}

/// All of them.
pub struct Tenancies {
    tenancies: Vec<Option<Tenancy>>,
    /// Day → places of those with something to do, in order.
    days: BTreeMap<NaiveDate, BTreeMap<usize, Vec<TenantStep>>>,
}

/// One day's work of one tenant's people.
type Errand = (Tenancy, Vec<TenantStep>);

impl Tenancies {
    /// Nobody has applied yet.
    pub fn of(plans: Vec<TenantPlan>) -> Tenancies {
        let mut days: BTreeMap<NaiveDate, BTreeMap<usize, Vec<TenantStep>>> = BTreeMap::new();
        for (index, plan) in plans.iter().enumerate() {
            for (day, step) in &plan.steps {
                let today = days.entry(*day).or_default();
                today.entry(index).or_default().push(step.clone());
            }
        }
        let tenancies = plans.into_iter().enumerate();
        let tenancies = tenancies.map(|(index, plan)| {
            Some(Tenancy {
                index,
                plan,
                name: String::new(),
                state: State::Unspecified,
                lease: String::new(),
                benefit: None,
                today: NaiveDate::default(),
                steps_done: 0,
                ended: false,
            })
        });
        Tenancies {
            tenancies: tenancies.collect(),
            days,
        }
    }

    /// The days on which there is something to do.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        self.days.keys().copied().collect()
    }

    /// What is to be done on `day`; answers nobody expected. After one the tenant rests.
    pub async fn on(
        &mut self,
        people: &Arc<People>,
        hosts: &[Host],
        day: NaiveDate,
    ) -> Vec<String> {
        let Some(today) = self.days.remove(&day) else {
            return Vec::new();
        };
        let mut errands: Vec<(Errand, Host)> = Vec::new();
        for (index, steps) in today {
            let Some(mut tenancy) = self.tenancies.get_mut(index).and_then(Option::take) else {
                continue;
            };
            tenancy.today = day;
            if let Some(host) = hosts.get(tenancy.plan.carrier) {
                errands.push(((tenancy, steps), host.clone()));
            }
        }
        let mut problems = Vec::new();
        let running = errands
            .into_iter()
            .map(|(errand, host)| run(people.clone(), errand, host));
        let mut working = futures::stream::iter(running).buffer_unordered(CONCURRENCY);
        while let Some((tenancy, problem)) = working.next().await {
            problems.extend(problem);
            let index = tenancy.index;
            self.tenancies[index] = Some(tenancy);
        }
        problems
    }
}

async fn run(
    people: Arc<People>,
    (mut tenancy, steps): Errand,
    host: Host,
) -> (Tenancy, Option<String>) {
    for step in steps {
        if tenancy.ended {
            break;
        }
        let label = format!("{step:?}");
        let outcome = Box::pin(tenancy.step(&people, &host, step)).await;
        tenancy.steps_done += 1;
        if let Err(failure) = outcome {
            tenancy.ended = true;
            let (name, title) = (&tenancy.name, &tenancy.plan.profile.name);
            let problem = format!("{name} {title} in {}, {label}: {failure:#}", host.name);
            return (tenancy, Some(problem));
        }
    }
    (tenancy, None)
}

impl Tenancy {
    async fn step(&mut self, people: &People, host: &Host, step: TenantStep) -> anyhow::Result<()> {
        match step {
            TenantStep::Apply { by_tenant } => self.apply(people, host, by_tenant).await,
            TenantStep::Admit => self.admit(people, host).await,
            TenantStep::Refuse => self.refuse(people, host).await,
            TenantStep::Withdraw => self.withdraw(people, host).await,
            TenantStep::Rent(area_c) => self.rent(people, host, area_c).await,
            TenantStep::Advise => self.advise(people, host).await,
            TenantStep::Serve => self.serve(people, host).await,
            TenantStep::Invest(fen) => self.invest(people, host, fen).await,
            TenantStep::Record(year) => self.record(people, host, *year).await,
            TenantStep::Graduate => self.graduate(people, host).await,
            TenantStep::Verify => self.verify(people, host).await,
            TenantStep::Exit => self.exit(people, host).await,
            TenantStep::Land(uscc) => self.land(people, host, uscc).await,
            TenantStep::ClaimRent => self.claim_rent(people).await,
            TenantStep::ClaimReward => self.claim_reward(people, host).await,
            TenantStep::DecideClaim => self.decide_claim(people).await,
            TenantStep::PayClaim => self.pay_claim(people).await,
        }
    }

    /// The request id of a part of the step under way: the same year asks with the same ids.
    fn key(&self, part: &str) -> String {
        let (index, step) = (self.index.to_string(), self.steps_done.to_string());
        derive(&["demo", "tenant", &index, &step, part])
    }

    /// As whom it acts here: under its credit code, and a team under the name it gave.
    fn organisation(&self) -> &str {
        match self.plan.profile.organisation.as_str() {
            "" => &self.plan.profile.uscc,
            named => named,
        }
    }

    fn itself(&self, people: &People) -> anyhow::Result<Session> {
        people.applicant(self.organisation())
    }
}
