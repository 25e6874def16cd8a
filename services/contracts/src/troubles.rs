//! What is the matter beside what the platform finds of rules: with what this service's programmes may spend.
use chrono::NaiveDate;
use kezhuan_adoption::Troubled;
use kezhuan_auth::Caller;
use kezhuan_law::rule_trouble::Trouble;

use crate::domain::rule_trouble;
use crate::error::Error;
use crate::rules::{HOOKS, Tables};
use crate::store::programmes;

impl Troubled for Tables {
    const HOOKS: &'static [&'static str] = &HOOKS;

    /// Programme-years of which less was announced than the books had bound.
    async fn others(&self, today: NaiveDate) -> Result<Vec<Trouble>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.0.read(&reader, async |connection| {
            programmes::below_bound(connection).await
        });
        let found = read.await?;
        let troubles = found.iter().filter_map(|programme| {
            let which = (
                programme.tenant.as_str(),
                programme.family.as_str(),
                programme.year,
            );
            rule_trouble::below_bound(which, &programme.ledger, today)
        });
        Ok(troubles.collect())
    }
}
