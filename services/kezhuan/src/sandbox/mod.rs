//! A loan's life played against a running suite over its public interface: the bank's side, and those it deals with.
#[macro_use]
mod pages;
pub mod bank;
pub mod city;
pub mod enterprise;
pub mod journal;
pub mod receiver;
pub mod registry;

use chrono::NaiveDate;

use bank::Bank;
use city::City;
use enterprise::Enterprise;
use registry::Registry;

/// Everybody a loan takes; a bank alone where the others are people at the suite.
pub struct Play {
    pub bank: Bank,
    pub enterprises: Vec<Enterprise>,
    pub registry: Option<Registry>,
    pub city: Option<City>,
}

impl Play {
    /// Lets each do what is theirs to do on this legal date, until nobody finds anything more; how much was done.
    pub async fn work(&self, today: NaiveDate) -> anyhow::Result<usize> {
        let mut all = 0;
        loop {
            let done = Box::pin(self.round(today)).await?;
            if done == 0 {
                return Ok(all);
            }
            all += done;
        }
    }

    async fn round(&self, today: NaiveDate) -> anyhow::Result<usize> {
        let mut done = self.bank.work(today).await?;
        for enterprise in &self.enterprises {
            done += enterprise.work().await?;
        }
        if let Some(registry) = &self.registry {
            done += registry.work().await?;
        }
        if let Some(city) = &self.city {
            done += city.work(today).await?;
        }
        Ok(done)
    }
}
