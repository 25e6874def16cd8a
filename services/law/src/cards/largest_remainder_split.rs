//! Card `split.lr`: shares by weight that add up to the whole.
use serde_json::{Value, json};

use crate::card_input::{CardError, CardInput};
use crate::largest_remainder::largest_remainder;

/// Answers `{parts}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let parts = largest_remainder(input.integer("total")?, &input.integers("weights")?)
        .map_err(|_| CardError::INVALID_INPUT)?;
    Ok(json!({ "parts": parts }))
}
