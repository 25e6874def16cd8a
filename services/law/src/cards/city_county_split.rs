//! Card `split.city_county`: what city and county each bear by the default share.
use serde_json::{Value, json};

use crate::card_input::{CardError, CardInput};
use crate::money::basis_points_floor;
use crate::regions;

/// Answers `{city, county}`; a region without a share of its own has no answer.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let share = regions::division(input.text("region")?)
        .and_then(|division| division.city_share_bp)
        .ok_or(CardError::INVALID_INPUT)?;
    let amount = input.integer("amount")?;
    let city = basis_points_floor(amount, share);
    Ok(json!({ "city": city, "county": amount - city }))
}
