//! What this service brings to taking the rulebook over: its tables, and what its subsidies may spend.
use kezhuan_adoption::RULES_SERVICE;
use kezhuan_database::Database;
use kezhuan_grants::appropriated;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_service::AsksRules;

use crate::NAME;
use crate::api::RULEBOOK;
use crate::benefits::AgricultureBenefits;
use crate::error::{AgricultureReasons, Error};
use crate::rules::{HOOKS, Tables};

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

/// This service.
pub struct Agriculture;

impl AsksRules for Agriculture {
    type Reasons = AgricultureReasons;

    const NAME: &'static str = NAME;
    const HOOKS: &'static [&'static str] = &HOOKS;
    const RULEBOOK: &'static str = RULEBOOK;
    const HEADS_OF: &'static [&'static str] = &[RULES_SERVICE];

    async fn appropriated(
        database: &Database,
        told: Appropriation,
        validate_only: bool,
    ) -> Result<Option<Fen>, Error> {
        appropriated::<AgricultureBenefits, Error>(database, &told, validate_only).await
    }
}
