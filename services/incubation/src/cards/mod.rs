//! The rule cards of carriers and tenants, found by name; the domain's own functions answer them, one file per card.
mod admission;
mod city;
mod graduation;
mod maker;
mod ministry;
mod national;
mod rent;
mod statistics;
mod tax;
mod tenants;

use kezhuan_law::card_input::{CardError, CardInput, answer};
use serde_json::{Value, json};

use crate::domain::carrier::Condition;

type Card = fn(CardInput<'_>) -> Result<Value, CardError>;

/// Every card of this service.
pub const CARDS: &[(&str, Card)] = &[
    ("inc.admit", admission::card),
    ("inc.grad", graduation::card),
    ("inc.n2018", national::card),
    ("inc.miit", ministry::card),
    ("inc.maker", maker::card),
    ("inc.city", city::card),
    ("inc.tax", tax::card),
    ("inc.rent", rent::card),
    ("inc.kpi", tenants::card),
    ("inc.stat", statistics::card),
];

/// The output of the card named `rule` for `input`; `None` when the card belongs elsewhere.
pub fn check(rule: &str, input: &Value) -> Option<Value> {
    let (_, card) = CARDS.iter().find(|(name, _)| *name == rule)?;
    Some(answer(CardInput::new(input).and_then(card)))
}

/// Whole square metres as the domain keeps areas: in 0.01 m².
fn area_c(input: &CardInput<'_>, name: &str) -> Result<i64, CardError> {
    let whole = input.integer(name)?;
    whole.checked_mul(100).ok_or(CardError::INVALID_INPUT)
}

/// `{<passed>, fails}`.
fn verdict(passed: &str, fails: &[Condition]) -> Value {
    let codes: Vec<&str> = fails.iter().map(|fails| fails.as_str()).collect();
    json!({ passed: codes.is_empty(), "fails": codes })
}

#[cfg(test)]
mod tests;
