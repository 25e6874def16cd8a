//! Card `id.uscc`: a unified social credit code and what it says.
use serde_json::{Value, json};

use crate::card_input::{CardError, CardInput};
use crate::identifiers::UnifiedSocialCreditCode;

/// Answers `{valid, dept, division}` or `{valid: false, code}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    Ok(match UnifiedSocialCreditCode::parse(input.text("s")?) {
        Ok(code) => json!({ "valid": true, "dept": code.dept(), "division": code.division() }),
        Err(error) => super::invalid(error),
    })
}
