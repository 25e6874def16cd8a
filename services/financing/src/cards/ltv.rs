//! Card `ip.ltv`: what pledged rights carry.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::asset::AssetKind;
use crate::domain::ltv::{Offered, Terms};

/// Answers `{per_asset, collateral_cap, max_loan}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let defaults = Terms::default();
    let terms = Terms {
        loan_max: Fen(input.integer_or("cap", defaults.loan_max.get())?),
        ..defaults
    };
    let assets = input
        .objects("assets")?
        .into_iter()
        .map(offered)
        .collect::<Result<Vec<_>, _>>()?;
    let collateral = terms
        .collateral(Fen(input.integer("requested")?), &assets)
        .map_err(|_| CardError::INVALID_INPUT)?;
    Ok(json!({
        "per_asset": collateral.per_asset,
        "collateral_cap": collateral.cap,
        "max_loan": collateral.loan_max,
    }))
}

fn offered(asset: CardInput<'_>) -> Result<Offered, CardError> {
    Ok(Offered {
        kind: AssetKind::parse(asset.text("type")?).ok_or(CardError::INVALID_INPUT)?,
        value: Fen(asset.integer("value")?),
        residual_months: asset.optional_integer("residual_months")?,
    })
}
