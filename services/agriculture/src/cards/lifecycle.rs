//! Card `agr.lifecycle`: what a history of grades means for a base.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::score::Grade;
use crate::domain::transformation_base::lifecycle::lifecycle;

/// Answers `{state, code}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let grades = input.texts("hist")?.into_iter().map(Grade::parse);
    let history: Vec<Grade> = grades
        .collect::<Option<_>>()
        .ok_or(CardError::INVALID_INPUT)?;
    let (state, code) = lifecycle(&history, input.flag("fraud")?);
    Ok(json!({ "state": state, "code": code }))
}
