//! What goes on beside the contracts, each on its days: loans, carriers with their tenants, bases with their season.
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::bases::Bases;
use super::carriers::Carriers;
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
    carrier_days: BTreeSet<NaiveDate>,
    base_days: BTreeSet<NaiveDate>,
}

impl Beside {
    /// Everybody is there; nothing has happened yet.
    pub fn of(people: &People, plan: year::Beside) -> anyhow::Result<Beside> {
        let (carriers, bases) = (Carriers::of(plan.carriers), Bases::of(plan.bases));
        Ok(Beside {
            loans: Loans::of(people)?,
            carrier_days: carriers.days(),
            base_days: bases.days(),
            tenancies: Tenancies::of(plan.tenants),
            carriers,
            bases,
        })
    }

    /// The days on which there is something to do.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        let mut days: BTreeSet<NaiveDate> = Loans::days().collect();
        days.extend(&self.carrier_days);
        days.extend(&self.base_days);
        days.extend(self.tenancies.days());
        days
    }

    /// What is to be done on `day`; answers nobody expected.
    pub async fn on(
        &mut self,
        people: &Arc<People>,
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
        let hosts = self.carriers.hosts();
        problems.extend(Box::pin(self.tenancies.on(people, &hosts, day)).await);
        Ok(problems)
    }

    /// What became of the loans; the rest stands in the services.
    pub async fn end(self) -> anyhow::Result<Lent> {
        self.loans.end().await
    }
}
