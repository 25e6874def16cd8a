//! Card `ip.interest`: actual/360.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::interest::interest;

/// Answers `{interest}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let principal = Fen(input.integer("principal")?);
    let interest = interest(principal, input.integer("rate_bp")?, input.integer("days")?);
    Ok(json!({ "interest": interest.ok_or(CardError::INVALID_INPUT)? }))
}
