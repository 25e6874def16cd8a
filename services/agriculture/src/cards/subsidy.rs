//! Card `agr.subsidy`: Kaiping's example of a grant for a demonstration.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::subsidy_amount::Terms;

/// Answers `{subsidy, code}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let (area_c, increase_bp) = (input.integer("area_c")?, input.integer("incr_bp")?);
    let (subsidy, code) = Terms::default().amount(area_c, increase_bp);
    Ok(json!({ "subsidy": subsidy, "code": code }))
}
