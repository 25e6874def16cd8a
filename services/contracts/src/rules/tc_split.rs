//! `tc.split@1`: which part of an amount the city pays, and which the county.
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::{Asked, Asking, Rules};
use crate::domain::claim::Split;
use crate::domain::contract::Contract;
use crate::error::Error;

#[derive(Debug, Serialize)]
struct Facts {
    amount_fen: i64,
    division: String,
}

/// The two shares.
#[derive(Debug, Clone, Deserialize)]
pub struct Shares {
    pub city_fen: i64,
    pub county_fen: i64,
}

impl Shares {
    /// The shares as the domain judges them.
    pub fn split(&self) -> Split {
        Split {
            city: Fen(self.city_fen),
            county: Fen(self.county_fen),
        }
    }
}

impl Rules {
    /// Asks the paying tenant how an amount is split. Legal date: registration of version 1.
    pub async fn split(
        &self,
        contract: &Contract,
        asking: Asking,
        amount: Fen,
    ) -> Result<Asked<Shares>, Error> {
        let facts = Facts {
            amount_fen: amount.get(),
            division: asking.tenant.clone(),
        };
        self.ask("tc.split@1", contract, asking, None, facts).await
    }
}
