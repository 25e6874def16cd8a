//! Card `agr.approval`: what a major crop's variety still needs.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::variety::gate::missing;

/// Answers `{ready, missing}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let regional = cycles(input.integer("regional_cycles")?);
    let production = cycles(input.integer("production_cycles")?);
    let missing = missing(regional, production, input.flag("dus")?);
    Ok(json!({ "ready": missing.is_empty(), "missing": missing }))
}

/// Fewer than none are none.
fn cycles(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}
