//! Card `inc.stat`: a sum of fen in thousand yuan.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::thousand_yuan::thousand_yuan;

/// Answers `{qian}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let sum: i128 = input.integers("fens")?.into_iter().map(i128::from).sum();
    let thousand = i64::try_from(thousand_yuan(sum)).map_err(|_| CardError::INVALID_INPUT)?;
    Ok(json!({ "qian": thousand }))
}
