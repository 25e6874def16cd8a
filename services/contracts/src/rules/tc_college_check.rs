//! `tc.college.check@1`: the approvals and the notice a college asks of its own contracts.
use serde::Serialize;
use serde::de::IgnoredAny;

use super::parties::{self, PartyFacts};
use super::{Asked, Asking, Rules};
use crate::domain::contract::Contract;
use crate::error::Error;

#[derive(Debug, Serialize)]
struct Facts {
    contract: ContractFacts,
    #[serde(skip_serializing_if = "Option::is_none")]
    achievement: Option<Achievement>,
}

#[derive(Debug, Serialize)]
struct ContractFacts {
    kind: &'static str,
    t_fen: i64,
    j_fen: i64,
    pricing: &'static str,
    parties: Vec<PartyFacts>,
}

#[derive(Debug, Serialize)]
struct Achievement {
    title: String,
    kind: &'static str,
    owner: String,
}

impl Rules {
    /// Asks the seller's college. Legal date: submission. Its answer is kept for the college and steers nothing here.
    pub async fn college_check(
        &self,
        contract: &Contract,
        asking: Asking,
    ) -> Result<Asked<IgnoredAny>, Error> {
        let form = &contract.form;
        let facts = Facts {
            contract: ContractFacts {
                kind: contract.kind_code(),
                t_fen: contract.total().get(),
                j_fen: contract.technical().map_or(0, |amount| amount.get()),
                // The form only tells an agreed price from one that a market found.
                pricing: if form.price_by_agreement {
                    "AGREEMENT"
                } else {
                    "LISTING"
                },
                parties: parties::of(contract),
            },
            achievement: (!form.achievement_reference.is_empty()).then(|| Achievement {
                title: form.achievement_reference.clone(),
                kind: form
                    .intellectual_property_type
                    .get()
                    .map_or("NONE", |right| right.as_str()),
                owner: form.seller.college.clone(),
            }),
        };
        self.ask("tc.college.check@1", contract, asking, None, facts)
            .await
    }
}
