//! The rules in force, as this service asks them.
use std::ops::Deref;

use kezhuan_adoption::Entry;
use kezhuan_rule_host::Rule;
use kezhuan_rulebook::{Asked, Asking, Live};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Tables;
use crate::domain::contract::Contract;
use crate::error::Error;

/// Asks the rules in force. Cheap to clone.
#[derive(Clone)]
pub struct Rules(Live<Tables>);

impl Deref for Rules {
    type Target = Live<Tables>;

    fn deref(&self) -> &Live<Tables> {
        &self.0
    }
}

impl Rules {
    /// Asks what is live.
    pub fn of(live: Live<Tables>) -> Rules {
        Rules(live)
    }

    /// The rule of a stored entry, where this process may ask it now.
    pub fn of_row(&self, row: &Entry) -> Option<Rule> {
        self.of_entry(&row.for_rulebook()?)
    }

    /// Asks one hook about `contract`.
    pub(super) async fn ask<O: DeserializeOwned>(
        &self,
        hook: &str,
        contract: &Contract,
        asking: Asking,
        budget_left_fen: Option<i64>,
        facts: impl Serialize,
    ) -> Result<Asked<O>, Error> {
        let facts =
            serde_json::to_value(facts).map_err(|error| Error::Damaged("question", error))?;
        let of = (contract.tenant.as_str(), budget_left_fen);
        self.ask_json(hook, asking, of, facts).await
    }
}
