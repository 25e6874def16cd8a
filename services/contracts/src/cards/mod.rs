//! The rule cards of technology contracts, found by name; the domain's own functions answer them.
//! Cards that a county's rule package answers are asked elsewhere, with a rule host.
mod amount;
pub mod incentive;
mod recognition;
mod statistics;
mod tax;
mod time_limit;

use kezhuan_law::card_input::{CardError, CardInput, answer};
use serde_json::Value;

type Card = fn(CardInput<'_>) -> Result<Value, CardError>;

/// Every card of this service that needs no rule package.
pub const CARDS: &[(&str, Card)] = &[
    ("tc.amount", amount::card),
    ("tc.sla", time_limit::card),
    ("tc.class", recognition::card),
    ("tc.stat", statistics::card),
    ("tc.vat", tax::value_added),
    ("tc.cit", tax::corporate_income),
    ("tc.pit", tax::personal_income),
];

/// The output of the card named `rule` for `input`; `None` when the card belongs elsewhere.
pub fn check(rule: &str, input: &Value) -> Option<Value> {
    let (_, card) = CARDS.iter().find(|(name, _)| *name == rule)?;
    Some(answer(CardInput::new(input).and_then(card)))
}

#[cfg(test)]
mod tests;
