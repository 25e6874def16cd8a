//! What rights carry, as messages tell it.
use kezhuan_protocol::financing::v1;
use uuid::Uuid;

use crate::api::names::ASSETS;
use crate::domain::ltv::{Collateral, Offered};

/// An estimate over these rights, in their order.
pub fn estimate(rights: &[Uuid], offered: &[Offered], carried: &Collateral) -> v1::Collateral {
    let of_each = rights.iter().zip(offered).zip(&carried.per_asset);
    let per_asset = of_each.map(|((id, right), carries)| v1::collateral::AssetCarries {
        asset: ASSETS.name(*id),
        value_fen: right.value.get(),
        carries_fen: carries.get(),
    });
    v1::Collateral {
        per_asset: per_asset.collect(),
        cap_fen: carried.cap.get(),
        loan_max_fen: carried.loan_max.get(),
        // Nothing was kept that a name could lead to.
        decision: String::new(),
    }
}
