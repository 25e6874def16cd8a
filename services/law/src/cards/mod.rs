//! The rule cards this crate answers, found by name; one file per card.
mod city_county_split;
mod conflicts_of_interest;
mod contract_number;
mod credit_code;
mod largest_remainder_split;
mod notice_day;
mod patent_number;
mod working_day;

use serde_json::{Value, json};

use crate::card_input::{CardError, CardInput, answer};
use crate::identifiers::IdentifierError;

type Card = fn(CardInput<'_>) -> Result<Value, CardError>;

/// Every card of this crate.
pub const CARDS: &[(&str, Card)] = &[
    ("id.uscc", credit_code::card),
    ("id.patent", patent_number::card),
    ("id.tcno", contract_number::card),
    ("cal.workday", working_day::card),
    ("split.lr", largest_remainder_split::card),
    ("split.city_county", city_county_split::card),
    ("evt.coi", conflicts_of_interest::card),
    ("evt.notice", notice_day::card),
];

/// The output of the card named `rule` for `input`; `None` when the card belongs elsewhere.
pub fn check(rule: &str, input: &Value) -> Option<Value> {
    let (_, card) = CARDS.iter().find(|(name, _)| *name == rule)?;
    Some(answer(CardInput::new(input).and_then(card)))
}

/// An identifier that does not hold is an answer of its card, not an error.
fn invalid(error: IdentifierError) -> Value {
    json!({ "valid": false, "code": error.code() })
}
