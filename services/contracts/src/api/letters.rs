//! What the RPCs for operators that all services share stand on here.
use kezhuan_bus::dead_letter::Replayed;
use kezhuan_cases::LetterService;
use kezhuan_database::Database;
use uuid::Uuid;

use super::ContractsApi;
use crate::consumers::RULEBOOK;
use crate::error::{ContractsReasons, Error};

impl LetterService for ContractsApi {
    type Reasons = ContractsReasons;

    const CONSUMERS: &'static [(&'static str, &'static str)] = &[(RULEBOOK, "rule_entry")];

    fn database(&self) -> &Database {
        &self.database
    }

    async fn replay(&self, _: &str, aggregate: Uuid) -> Result<Replayed, Error> {
        Ok(self.adoption.replay(RULEBOOK, aggregate).await?)
    }
}
