//! Card `agr.incr`: how much more than its check a variety gave.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::yields::increase_bp;

/// Answers `{increase_bp}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let increase = increase_bp(input.integer("new")?, input.integer("ck")?);
    Ok(json!({ "increase_bp": increase.ok_or(CardError::INVALID_INPUT)? }))
}
