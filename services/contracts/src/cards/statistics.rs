//! Card `tc.stat`: a sum of fen in 万元.
use kezhuan_law::card_input::{CardError, CardInput};
use kezhuan_law::money;
use serde_json::{Value, json};

/// Answers `{wan}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let sum: i128 = input.integers("fens")?.into_iter().map(i128::from).sum();
    Ok(json!({ "wan": money::wan(sum) }))
}
