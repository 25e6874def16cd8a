//! `ip.ltv@1`: what a bank lends on the rights it is offered, by its own rule.
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::ip_ltv::{self as hook, Ask, Asset, Facts};
use super::{Asked, Asking, Rules, count};
use crate::domain::asset::AssetKind;
use crate::domain::lawful;
use crate::domain::ltv::{Collateral, Offered};

/// What the loan may be at most, whatever the rights carry.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub requested: Fen,
    /// The product's largest loan.
    pub loan_max: Fen,
}

impl<S: Shelf> Rules<S> {
    /// Asks the bank, which is `asking.tenant`, about a case of `division`. Legal date: the valuation. A bank without a
    /// rule in force lends by the default shares (`ltv::Terms`).
    pub async fn ltv(
        &self,
        division: &str,
        assets: &[Offered],
        limits: Limits,
        asking: Asking,
    ) -> Result<Asked<Collateral>, S::Error> {
        let offered: Vec<Asset> = assets.iter().map(asset).collect();
        let facts = move |header| Facts {
            header,
            assets: offered,
        };
        let asked = self.ask::<Ask>(asking, (division, None), facts).await?;
        Ok(asked.held_to(|outcome| {
            // A bank that says no lends nothing on them.
            let cap = match outcome.ok {
                true => Fen(outcome.cap_fen),
                false => Fen::ZERO,
            };
            let limits = (limits.requested, limits.loan_max);
            lawful::carried(assets, &outcome.shares_bp, cap, limits)
        }))
    }
}

fn asset(offered: &Offered) -> Asset {
    Asset {
        kind: kind(offered.kind),
        value_fen: offered.value.get(),
        residual_months: offered.residual_months.map(count),
        // No registry tells them yet.
        claims: None,
    }
}

fn kind(kind: AssetKind) -> hook::AssetKind {
    match kind {
        AssetKind::Invention => hook::AssetKind::Invention,
        AssetKind::Utility => hook::AssetKind::Utility,
        AssetKind::Design => hook::AssetKind::Design,
        AssetKind::Trademark => hook::AssetKind::Trademark,
        AssetKind::Software => hook::AssetKind::Software,
        AssetKind::PlantVariety => hook::AssetKind::PlantVariety,
        AssetKind::IcLayout => hook::AssetKind::IcLayout,
        AssetKind::GeographicalIndication => hook::AssetKind::GeographicalIndication,
    }
}
