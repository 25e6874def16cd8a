//! Card `id.tcno`: a contract registration number of the national system.
use serde_json::{Value, json};

use crate::card_input::{CardError, CardInput};
use crate::identifiers::ContractRegistrationNumber;

/// Answers the parts of the number or `{valid: false, code}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    Ok(match ContractRegistrationNumber::parse(input.text("s")?) {
        Ok(number) => json!({
            "valid": true,
            "year": number.year(),
            "prefecture": number.prefecture(),
            "point": number.point(),
            "serial": number.serial(),
            "in_jiangmen": number.in_jiangmen(),
        }),
        Err(error) => super::invalid(error),
    })
}
