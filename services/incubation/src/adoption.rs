//! What this service brings to taking the rulebook over: its tables, and the budgets that its grants are paid from.
use kezhuan_adoption::RULES_SERVICE;
use kezhuan_database::Database;
use kezhuan_grants::appropriated;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_service::AsksRules;

use crate::benefits::IncubationBenefits;
use crate::error::{Error, IncubationReasons};
use crate::rules::{HOOKS, Tables};
use crate::{NAME, consumers};

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

/// This service.
pub struct Incubation;

impl AsksRules for Incubation {
    type Reasons = IncubationReasons;

    const NAME: &'static str = NAME;
    const HOOKS: &'static [&'static str] = &HOOKS;
    const RULEBOOK: &'static str = consumers::RULEBOOK;
    const HEADS_OF: &'static [&'static str] = &[RULES_SERVICE];

    async fn appropriated(
        database: &Database,
        told: Appropriation,
        validate_only: bool,
    ) -> Result<Option<Fen>, Error> {
        appropriated::<IncubationBenefits, Error>(database, &told, validate_only).await
    }
}
