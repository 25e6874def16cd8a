//! What this service brings to taking the rulebook over: its tables. The subsidy's money is a fund in its books, and no
//! programme that the rules service announces.
use kezhuan_adoption::RULES_SERVICE;
use kezhuan_database::Database;
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_service::AsksRules;

use crate::error::{Error, FinancingReasons};
use crate::rules::{HOOKS, Tables};
use crate::{NAME, consumers};

/// Takes changes of the rulebook over.
pub type Adoption = kezhuan_adoption::Adoption<Tables>;

/// This service.
pub struct Financing;

impl AsksRules for Financing {
    type Reasons = FinancingReasons;

    const NAME: &'static str = NAME;
    const HOOKS: &'static [&'static str] = &HOOKS;
    const RULEBOOK: &'static str = consumers::RULEBOOK;
    const HEADS_OF: &'static [&'static str] = &[consumers::CONTRACTS_SERVICE, RULES_SERVICE];

    async fn appropriated(_: &Database, _: Appropriation, _: bool) -> Result<Option<Fen>, Error> {
        Ok(None)
    }
}
