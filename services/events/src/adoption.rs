//! What this service brings to taking the rulebook over: its tables. It spends no budget of its own.
use kezhuan_adoption::RULES_SERVICE;
use kezhuan_database::Database;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_service::AsksRules;

use crate::NAME;
use crate::api::RULEBOOK;
use crate::error::{Error, EventsReasons};
use crate::rules::{HOOKS, Tables};

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

/// This service.
pub struct Events;

impl AsksRules for Events {
    type Reasons = EventsReasons;

    const NAME: &'static str = NAME;
    const HOOKS: &'static [&'static str] = &HOOKS;
    const RULEBOOK: &'static str = RULEBOOK;
    const HEADS_OF: &'static [&'static str] = &[RULES_SERVICE];

    /// Prizes are paid from the award's own money, which no authority announces here.
    async fn appropriated(
        _database: &Database,
        _told: Appropriation,
        _validate_only: bool,
    ) -> Result<Option<Fen>, Error> {
        Ok(None)
    }
}
