//! The rule cards of IP-pledge loans, found by name; the domain's own functions answer them, one file per card.
mod claim;
mod eligibility;
mod fee;
mod interest;
mod ltv;
mod pledge;
mod recon;
mod recovery;
mod risk;
mod subsidy;

use kezhuan_law::card_input::{CardError, CardInput, answer};
use serde_json::Value;

type Card = fn(CardInput<'_>) -> Result<Value, CardError>;

/// Every card of this service.
pub const CARDS: &[(&str, Card)] = &[
    ("ip.elig", eligibility::card),
    ("ip.pledge", pledge::card),
    ("ip.ltv", ltv::card),
    ("ip.risk", risk::card),
    ("ip.interest", interest::card),
    ("ip.subsidy", subsidy::card),
    ("ip.fee", fee::card),
    ("ip.claim", claim::card),
    ("ip.recover", recovery::card),
    ("ip.recon", recon::card),
];

/// The output of the card named `rule` for `input`; `None` when the card belongs elsewhere.
pub fn check(rule: &str, input: &Value) -> Option<Value> {
    let (_, card) = CARDS.iter().find(|(name, _)| *name == rule)?;
    Some(answer(CardInput::new(input).and_then(card)))
}

/// A share in basis points.
fn basis_points(value: i64) -> Result<u16, CardError> {
    u16::try_from(value).map_err(|_| CardError::INVALID_INPUT)
}

#[cfg(test)]
mod tests;
