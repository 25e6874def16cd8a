//! Card `agr.score`: a yearly assessment by the default weights.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::score::{Indicators, Terms};

/// Answers `{score_c, grade}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let indicators = Indicators {
        transformation: input.integer("t")?,
        demonstration: input.integer("d")?,
        extension: input.integer("e")?,
        management: input.integer("m")?,
    };
    let score = Terms::default().score(&indicators);
    let score = score.ok_or(CardError::INVALID_INPUT)?;
    Ok(json!({ "score_c": score.score_c, "grade": score.grade }))
}
