//! `tc.claim.materials@1`: what a county asks for beside the claim form.
use serde::{Deserialize, Serialize};

use super::{Asked, Asking, Rules, parties};
use crate::domain::contract::Contract;
use crate::error::Error;

#[derive(Debug, Serialize)]
struct Facts {
    kind: &'static str,
    t_fen: i64,
    j_fen: i64,
    party_types: Vec<ClaimParty>,
}

#[derive(Debug, Serialize)]
struct ClaimParty {
    side: &'static str,
    party_type: &'static str,
}

/// Codes of the materials a claim needs.
#[derive(Debug, Clone, Deserialize)]
pub struct ClaimMaterials {
    pub materials: Vec<String>,
}

impl Rules {
    /// Asks the paying tenant. Legal date: registration of version 1.
    pub async fn claim_materials(
        &self,
        contract: &Contract,
        asking: Asking,
    ) -> Result<Asked<ClaimMaterials>, Error> {
        let sides = parties::of(contract).into_iter();
        let facts = Facts {
            kind: contract.kind_code(),
            t_fen: contract.total().get(),
            j_fen: contract.technical().map_or(0, |amount| amount.get()),
            party_types: sides
                .map(|party| ClaimParty {
                    side: party.side,
                    party_type: party.party_type,
                })
                .collect(),
        };
        self.ask("tc.claim.materials@1", contract, asking, None, facts)
            .await
    }
}
