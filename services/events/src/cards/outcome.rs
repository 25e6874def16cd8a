//! Card `evt.outcome`: whether a contract counts as what came of an event.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::outcome_count::{Facts, reasons};

const REGISTERED: &str = "REGISTERED";

/// Answers `{count, reasons}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let status = input.optional_text("status")?.unwrap_or(REGISTERED);
    let found = reasons(&Facts {
        event_end: input.date("event_end")?,
        contract_registered: input.date("contract_reg")?,
        is_linked: input.flag_or("linked", true)?,
        has_same_parties: input.flag_or("same_parties", true)?,
        is_registered: status == REGISTERED,
    });
    let found = found.ok_or(CardError::INVALID_INPUT)?;
    Ok(json!({ "count": found.is_empty(), "reasons": found }))
}
