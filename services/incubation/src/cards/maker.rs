//! Card `inc.maker`: what the nation's file asks of a maker space.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::Value;

use super::{area_c, verdict};
use crate::domain::carrier::criteria::maker::Maker;

/// Answers `{pass, fails}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let facts = Maker {
        months: input.integer("months")?,
        area_c: area_c(&input, "area")?,
        seats: input.integer("seats")?,
        shared_bp: input.integer("shared_bp")?,
        teams: input.integer("teams")?,
        new_companies: input.integer("new_cos")?,
        financed: input.integer("financed")?,
        cases: input.integer("cases")?,
        staff: input.integer("staff")?,
        mentors: input.integer("mentors")?,
        activities: input.integer("events")?,
    };
    Ok(verdict("pass", &facts.fails()))
}
