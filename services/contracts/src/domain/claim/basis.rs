//! What an amount was computed on: the contract's version and J, and what the contract may be called in public.
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::{Claim, ContractFacts, State};
use crate::domain::refused::Refused;

/// The contract as it was when the claim's amount was computed; when it was drafted, before that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    pub form_version: i32,
    /// J.
    pub technical: Fen,
    pub kind: String,
    pub certificate_number: String,
    /// `None` where the title is nobody else's business.
    pub project_name: Option<String>,
}

impl Basis {
    /// The contract as it is now, if there is a J to compute on.
    pub(super) fn of(contract: &ContractFacts) -> Result<Basis, Refused> {
        Ok(Basis {
            form_version: contract.form_version,
            technical: contract.certified_amount()?,
            kind: contract.kind.clone(),
            certificate_number: contract.certificate_number.clone(),
            project_name: contract.public_name.clone(),
        })
    }
}

impl State {
    /// Whether an amount that was computed stands in this state.
    const fn rests_on_a_computation(self) -> bool {
        match self {
            State::Computed
            | State::Approved
            | State::Published
            | State::Suspended
            | State::Paid
            | State::Recovering
            | State::Held => true,
            State::Draft
            | State::Filed
            | State::Manual
            | State::Refused
            | State::Withdrawn
            | State::Recovered => false,
        }
    }
}

impl Claim {
    /// Whether an amendment has changed J since the amount was computed.
    pub fn is_outdated(&self, contract: &ContractFacts) -> bool {
        let moved = |basis: &Basis| contract.technical != Some(basis.technical);
        self.state.rests_on_a_computation() && self.basis.as_ref().is_some_and(moved)
    }

    /// The J that the amount was computed on and what is left of it, where an amendment made it smaller.
    pub(super) fn reduction(&self, contract: &ContractFacts) -> Option<(Fen, Fen)> {
        let before = self.basis.as_ref()?.technical;
        let now = contract.technical.unwrap_or(Fen::ZERO);
        (contract.in_force && now < before).then_some((before, now))
    }
}
