//! Card `evt.award`: what experts' scores come to.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::award_mean::mean;

/// Answers `{valid, mean_c, band}`, or `{valid, code}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    Ok(match mean(&input.integers("scores")?) {
        Some(mean) => json!({ "valid": true, "mean_c": mean.mean_c, "band": mean.band }),
        None => json!({ "valid": false, "code": "TOO_FEW_EXPERTS" }),
    })
}
