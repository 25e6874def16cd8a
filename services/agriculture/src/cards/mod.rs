//! The rule cards of agriculture, found by name; the domain's own functions answer them, one file per card.
mod approval;
mod area;
mod extension;
mod increase;
mod lifecycle;
mod score;
mod subsidy;
mod variety;
mod yields;

use kezhuan_law::card_input::{CardError, CardInput, answer};
use serde_json::Value;

type Card = fn(CardInput<'_>) -> Result<Value, CardError>;

/// Every card of this service.
pub const CARDS: &[(&str, Card)] = &[
    ("agr.area", area::card),
    ("agr.yield", yields::card),
    ("agr.incr", increase::card),
    ("agr.score", score::card),
    ("agr.lifecycle", lifecycle::card),
    ("agr.variety", variety::card),
    ("agr.approval", approval::card),
    ("agr.ext", extension::card),
    ("agr.subsidy", subsidy::card),
];

/// The output of the card named `rule` for `input`; `None` when the card belongs elsewhere.
pub fn check(rule: &str, input: &Value) -> Option<Value> {
    let (_, card) = CARDS.iter().find(|(name, _)| *name == rule)?;
    Some(answer(CardInput::new(input).and_then(card)))
}

#[cfg(test)]
mod tests;
