//! Card `inc.rent`: the example of a rent subsidy.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::rent_subsidy::Rented;

/// Answers `{subsidy}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let rented = Rented {
        area_c: input.integer("area_c")?,
        rent: input.integer("rent")?,
        months: input.integer("months")?,
        paid_year: Fen(input.integer_or("paid_year", 0)?),
    };
    let subsidy = rented.subsidy().ok_or(CardError::INVALID_INPUT)?;
    Ok(json!({ "subsidy": subsidy }))
}
