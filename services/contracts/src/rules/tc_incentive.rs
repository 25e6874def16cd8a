//! `tc.incentive@1`: what a local programme pays for a registered contract.
use serde::{Deserialize, Serialize};

use super::parties::{self, PartyFacts};
use super::{Asked, Asking, Rules};
use crate::domain::claim::{Answer, Payee};
use crate::domain::contract::Contract;
use crate::error::Error;

#[derive(Debug, Serialize)]
struct Facts {
    contract: ContractFacts,
    history: History,
}

#[derive(Debug, Serialize)]
struct ContractFacts {
    kind: &'static str,
    t_fen: i64,
    j_fen: i64,
    registered_on: chrono::NaiveDate,
    received_fen: i64,
    parties: Vec<PartyFacts>,
}

/// The payee's calendar year so far, this contract not included.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct History {
    pub paid_year_fen: i64,
    pub prior_j_fen: i64,
}

/// What the rule grants.
#[derive(Debug, Clone, Deserialize)]
pub struct Grant {
    pub ok: bool,
    pub reasons: Vec<String>,
    pub amount_fen: i64,
    pub counted_fen: i64,
    pub payee: Option<String>,
    pub cap_hit: bool,
}

impl Grant {
    /// The grant as the domain judges it.
    pub fn answer(&self) -> Answer {
        Answer {
            ok: self.ok,
            reasons: self.reasons.clone(),
            amount: kezhuan_law::Fen(self.amount_fen),
            counted: kezhuan_law::Fen(self.counted_fen),
            payee: self.payee.as_deref().and_then(Payee::parse),
            cap_hit: self.cap_hit,
        }
    }
}

impl Rules {
    /// Asks one paying tenant. Legal date: registration of version 1. `received_fen` is the verified
    /// technical income.
    pub async fn incentive(
        &self,
        contract: &Contract,
        asking: Asking,
        history: History,
        received_fen: i64,
        budget_left_fen: Option<i64>,
    ) -> Result<Asked<Grant>, Error> {
        let facts = Facts {
            contract: ContractFacts {
                kind: contract.kind_code(),
                t_fen: contract.total().get(),
                j_fen: contract.technical().map_or(0, |amount| amount.get()),
                registered_on: contract.registered_on().unwrap_or(asking.legal_date),
                received_fen,
                parties: parties::of(contract),
            },
            history,
        };
        self.ask("tc.incentive@1", contract, asking, budget_left_fen, facts)
            .await
    }
}
