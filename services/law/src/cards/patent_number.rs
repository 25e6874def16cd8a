//! Card `id.patent`: a patent number of the 12-digit form.
use serde_json::{Value, json};

use crate::card_input::{CardError, CardInput};
use crate::identifiers::PatentNumber;

/// Answers `{valid, kind, year}` or `{valid: false, code}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    Ok(match PatentNumber::parse(input.text("s")?) {
        Ok(number) => {
            json!({ "valid": true, "kind": number.kind().label(), "year": number.year() })
        }
        Err(error) => super::invalid(error),
    })
}
