//! Card `tc.amount`: J = T − non-technical costs.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::amount::{PriceItem, technical_amount};

/// Answers `{ok, T, deducted, J}`, or `{ok: false, code}` when no technical amount is left.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let total = Fen(input.integer("total")?);
    let items = input
        .objects("items")?
        .into_iter()
        .map(item)
        .collect::<Result<Vec<_>, _>>()?;
    let amounts = technical_amount(total, &items).map_err(|_| CardError::INVALID_INPUT)?;
    Ok(match amounts.technical {
        Some(technical) => json!({
            "ok": true,
            "T": amounts.total,
            "deducted": amounts.deducted,
            "J": technical,
        }),
        None => json!({ "ok": false, "code": "NO_TECH_AMOUNT" }),
    })
}

fn item(item: CardInput<'_>) -> Result<PriceItem, CardError> {
    Ok(PriceItem {
        kind: item.text("type")?.to_owned(),
        amount: Fen(item.integer("fen")?),
        currency_amount_minor: 0,
        carrier: item.flag("carrier")?,
        sets: item.integer_or("sets", 1)?,
        description: String::new(),
    })
}
