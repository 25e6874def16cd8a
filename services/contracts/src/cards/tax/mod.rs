//! Cards `tc.vat`, `tc.cit`, `tc.pit`: tax results of technology contracts.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::tax::corporate_income::{Item, Mode, relief};
use crate::domain::tax::personal_income::{Institution, Reward};
use crate::domain::tax::value_added::{Line, LineKind, sort_lines};

/// `tc.vat` answers `{exempt, taxable}`.
pub(super) fn value_added(input: CardInput<'_>) -> Result<Value, CardError> {
    let lines = input
        .objects("lines")?
        .into_iter()
        .map(invoice_line)
        .collect::<Result<Vec<_>, _>>()?;
    let result = sort_lines(input.text("kind")?, input.flag("registered")?, &lines)
        .map_err(|_| CardError::INVALID_INPUT)?;
    Ok(json!({ "exempt": result.exempt, "taxable": result.taxable }))
}

/// `tc.cit` answers `{eligible, exempt, halved, tax, saved, excluded}`.
pub(super) fn corporate_income(input: CardInput<'_>) -> Result<Value, CardError> {
    let items = input
        .objects("items")?
        .into_iter()
        .map(transfer)
        .collect::<Result<Vec<_>, _>>()?;
    let relief = relief(&items).map_err(|_| CardError::INVALID_INPUT)?;
    let excluded: Vec<Value> = relief
        .excluded
        .iter()
        .map(|(index, exclusion)| json!([index, exclusion.as_str()]))
        .collect();
    Ok(json!({
        "eligible": relief.eligible,
        "exempt": relief.exempt,
        "halved": relief.halved,
        "tax": relief.tax,
        "saved": relief.saved,
        "excluded": excluded,
    }))
}

/// `tc.pit` answers `{relief: true, taxable}` or `{relief: false, code, taxable}`.
pub(super) fn personal_income(input: CardInput<'_>) -> Result<Value, CardError> {
    let reward = Reward {
        institution: Institution::parse(input.text("inst")?),
        kind: input.text("kind")?.to_owned(),
        registered: input.flag("registered")?,
        notice_working_days: input.integer("notice_wd")?,
        received_on: input.date("received")?,
        paid_on: input.date("paid")?,
        amount: Fen(input.integer("reward")?),
    };
    let relief = reward.relief();
    Ok(match relief.refused {
        None => json!({ "relief": true, "taxable": relief.taxable }),
        Some(reason) => {
            json!({ "relief": false, "code": reason.as_str(), "taxable": relief.taxable })
        }
    })
}

fn invoice_line(line: CardInput<'_>) -> Result<Line, CardError> {
    let kind = match line.text("line")? {
        "tech" => LineKind::Tech,
        "related" => LineKind::Related {
            same_invoice: line.flag("same_invoice")?,
        },
        "goods" => LineKind::Goods,
        _ => return Err(CardError::INVALID_INPUT),
    };
    Ok(Line {
        kind,
        amount: Fen(line.integer("fen")?),
    })
}

fn transfer(item: CardInput<'_>) -> Result<Item, CardError> {
    let mode = match item.text("mode")? {
        "ownership" => Mode::Ownership,
        "licence" => Mode::Licence {
            years: item.integer("years")?,
        },
        _ => return Err(CardError::INVALID_INPUT),
    };
    Ok(Item {
        mode,
        income: Fen(item.integer("income")?),
        cost: Fen(item.integer("cost")?),
        taxes: Fen(item.integer("taxes")?),
        expenses: Fen(item.integer_or("expenses", 0)?),
        registered: item.flag_or("registered", true)?,
        fully_related: item.flag("related100")?,
        in_scope: item.flag_or("in_scope", true)?,
        separate_accounting: item.flag_or("separate_accounting", true)?,
    })
}

#[cfg(test)]
mod tests;
