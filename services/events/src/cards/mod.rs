//! The rule cards of events, found by name; the domain's own functions answer them, one file per card. `evt.coi` and `evt.notice`
//! are what all services share: `kezhuan_law::cards` has them.
mod award;
mod capacity;
mod matching;
mod nominate;
mod outcome;

use kezhuan_law::card_input::{CardError, CardInput, answer};
use serde_json::Value;

type Card = fn(CardInput<'_>) -> Result<Value, CardError>;

/// Every card of this service.
pub const CARDS: &[(&str, Card)] = &[
    ("evt.capacity", capacity::card),
    ("evt.match", matching::card),
    ("evt.nominate", nominate::card),
    ("evt.award", award::card),
    ("evt.outcome", outcome::card),
];

/// The output of the card named `rule` for `input`; `None` when the card belongs elsewhere.
pub fn check(rule: &str, input: &Value) -> Option<Value> {
    let (_, card) = CARDS.iter().find(|(name, _)| *name == rule)?;
    Some(answer(CardInput::new(input).and_then(card)))
}

#[cfg(test)]
mod tests;
