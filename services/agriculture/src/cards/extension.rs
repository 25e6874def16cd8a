//! Card `agr.ext`: what an extension brought.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::extension_value::{Grown, extended};

/// Answers `{area_c, added_value}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let rows = input.objects("rows")?.into_iter().map(row);
    let rows: Vec<Grown> = rows.collect::<Result<_, _>>()?;
    let extended = extended(&rows).ok_or(CardError::INVALID_INPUT)?;
    Ok(json!({ "area_c": extended.area_c, "added_value": extended.added_value_fen }))
}

fn row(row: CardInput<'_>) -> Result<Grown, CardError> {
    Ok(Grown {
        area_c: row.integer("a")?,
        yield_c: row.integer("new")?,
        check_c: row.integer("ck")?,
        price_fen: row.integer("price")?,
    })
}
