//! `tc.sla@1`: how soon the county promises its decision, within the legal limit.
use kezhuan_law::money::AmountOverflow;
use serde::{Deserialize, Serialize};

use super::{Asked, Asking, Rules};
use crate::domain::amount::technical_amount;
use crate::domain::contract::Contract;
use crate::error::Error;

#[derive(Debug, Serialize)]
struct Facts {
    kind: &'static str,
    j_fen: i64,
    disputed: bool,
    limit_working_days: u32,
}

/// The county's promise.
#[derive(Debug, Clone, Deserialize)]
pub struct Promise {
    pub ok: bool,
    pub working_days: u32,
}

impl Rules {
    /// Asks for the promise on an application as it was filed. Legal date: acceptance.
    pub async fn sla(
        &self,
        contract: &Contract,
        asking: Asking,
        limit_working_days: u32,
    ) -> Result<Asked<Promise>, Error> {
        let price = contract.form.price().ok_or(AmountOverflow)?;
        let amounts = technical_amount(price.total, &price.items)?;
        let facts = Facts {
            kind: contract.kind_code(),
            j_fen: amounts.technical.map_or(0, |amount| amount.get()),
            disputed: contract
                .classification
                .as_ref()
                .is_some_and(|found| found.disputed),
            limit_working_days,
        };
        self.ask("tc.sla@1", contract, asking, None, facts).await
    }
}
