//! Card `inc.miit`: the points of the measures of 2025 that are checked first.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::Value;

use super::verdict;
use crate::domain::carrier::criteria::miit::Miit;

/// Answers `{core_pass, fails}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let facts = Miit {
        tenants: input.integer("n")?,
        invested: input.integer("invested")?,
        financed: input.integer("financed")?,
        grown: input.integer("grown")?,
        total_income_fen: input.integer("total_income")?,
        rent_income_fen: input.integer("rent_income")?,
    };
    Ok(verdict("core_pass", &facts.fails()))
}
