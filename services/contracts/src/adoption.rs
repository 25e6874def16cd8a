//! What this service brings to taking the rulebook over: its tables, and the books of its programmes.
mod appropriation;

use chrono::NaiveDate;
use futures::future::BoxFuture;
use kezhuan_adoption::{Entry, RULES_SERVICE};
use kezhuan_database::{Database, Write};
use kezhuan_law::Fen;
use kezhuan_law::rule_trouble::Trouble;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_service::AsksRules;

use crate::error::{ContractsReasons, Error};
use crate::rules::{HOOKS, Tables};
use crate::store::rule_entries;
use crate::{NAME, consumers, troubles};

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

/// This service.
pub struct Contracts;

impl AsksRules for Contracts {
    type Reasons = ContractsReasons;

    const NAME: &'static str = NAME;
    const HOOKS: &'static [&'static str] = &HOOKS;
    const RULEBOOK: &'static str = consumers::RULEBOOK;
    const HEADS_OF: &'static [&'static str] = &[RULES_SERVICE, "scoreboard"];

    async fn appropriated(
        database: &Database,
        told: Appropriation,
        validate_only: bool,
    ) -> Result<Option<Fen>, Error> {
        match validate_only {
            true => appropriation::bound(database, &told).await,
            false => appropriation::adopt(database, &told).await,
        }
    }

    /// What it changes of earlier decisions is to be listed.
    fn keep_entry<'a>(
        write: &'a mut Write,
        entry: &'a Entry,
    ) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(rule_entries::adopt(write, entry))
    }

    async fn others(database: &Database, today: NaiveDate) -> Result<Vec<Trouble>, Error> {
        troubles::below_bound(database, today).await
    }
}
