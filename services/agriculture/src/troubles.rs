//! The hooks whose rules the platform looks after for this service. Nothing else is the matter that its owner is told.
use chrono::NaiveDate;
use kezhuan_adoption::Troubled;
use kezhuan_law::rule_trouble::Trouble;

use crate::error::Error;
use crate::rules::{HOOKS, Tables};

impl Troubled for Tables {
    const HOOKS: &'static [&'static str] = &HOOKS;

    async fn others(&self, _: NaiveDate) -> Result<Vec<Trouble>, Error> {
        Ok(Vec::new())
    }
}
