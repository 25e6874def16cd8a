//! What goes on beside the contracts, each on its days: loans, carriers with their tenants, bases with their season, events, and the
//! award.
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::award::Award;
use super::bases::Bases;
use super::carriers::Carriers;
use super::case::Case;
use super::events::Events;
use super::lent::Lent;
use super::loans::Loans;
use super::people::People;
use super::tenancies::Tenancies;
use crate::demo::year;

/// All of it.
pub struct Beside {
    loans: Loans,
    carriers: Carriers,
    tenancies: Tenancies,
    bases: Bases,
    events: Events,
    award: Award,
    carrier_days: BTreeSet<NaiveDate>,
    base_days: BTreeSet<NaiveDate>,
    event_days: BTreeSet<NaiveDate>,
    award_days: BTreeSet<NaiveDate>,
}

impl Beside {
    /// Everybody is there; nothing has happened yet.
    pub fn of(people: &People, plan: year::Beside) -> anyhow::Result<Beside> {
        let (carriers, bases) = (Carriers::of(plan.carriers), Bases::of(plan.bases));
        let (events, award) = (Events::of(plan.events), Award::of(plan.award));
        Ok(Beside {
            loans: Loans::of(people)?,
            carrier_days: carriers.days(),
            base_days: bases.days(),
            event_days: events.days(),
            award_days: award.days(),
            tenancies: Tenancies::of(plan.tenants),
            carriers,
            bases,
            events,
            award,
        })
    }

    /// The days on which there is something to do.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        let mut days: BTreeSet<NaiveDate> = Loans::days().collect();
        days.extend(&self.carrier_days);
        days.extend(&self.base_days);
        days.extend(&self.event_days);
        days.extend(&self.award_days);
        days.extend(self.tenancies.days());
        days
    }

    /// What is to be done on `day`, where the contracts stand as `cases`; answers nobody expected.
    pub async fn on(
        &mut self,
        people: &Arc<People>,
        cases: &[Option<Case>],
        day: NaiveDate,
    ) -> anyhow::Result<Vec<String>> {
        self.loans.on(day).await?;
        let mut problems = Vec::new();
        if self.carrier_days.contains(&day) {
            problems.extend(Box::pin(self.carriers.on(people, day)).await?);
        }
        if self.base_days.contains(&day) {
            problems.extend(Box::pin(self.bases.on(people, day)).await);
        }
        if self.event_days.contains(&day) {
            problems.extend(Box::pin(self.events.on(people, cases, day)).await);
        }
        if self.award_days.contains(&day) {
            problems.extend(Box::pin(self.award.on(people, day)).await);
        }
        let hosts = self.carriers.hosts();
        problems.extend(Box::pin(self.tenancies.on(people, &hosts, day)).await);
        Ok(problems)
    }

    /// Who was refused in the award's round, and why, a line each.
    pub fn not_taken(&self) -> &[String] {
        self.award.told()
    }

    /// What became of the loans; the rest stands in the services.
    pub async fn end(self) -> anyhow::Result<Lent> {
        self.loans.end().await
    }
}
