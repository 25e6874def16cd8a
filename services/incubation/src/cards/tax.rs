//! Card `inc.tax`: months of a year in which a carrier's taxes are exempt.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::tax_months::tax_months;

const YEAR: i64 = 2025;

/// Answers `{months}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let accredited = input.date("acc")?;
    let revoked = input.optional_date("revoked")?;
    let year = input.integer_or("year", YEAR)?;
    Ok(json!({ "months": tax_months(accredited, revoked, year) }))
}
