//! Card `agr.area`: square metres as mu.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::area::hundredths_of_mu;

/// Answers `{mu_c}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let mu_c = hundredths_of_mu(input.integer("m2")?).ok_or(CardError::INVALID_INPUT)?;
    Ok(json!({ "mu_c": mu_c }))
}
