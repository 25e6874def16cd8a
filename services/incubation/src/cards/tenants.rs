//! Card `inc.kpi`: how many enterprises incubate on a day.
use chrono::NaiveDate;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::kpi::{Stay, enterprises};

/// Answers `{count}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let cut: NaiveDate = input.date("cut")?;
    let rows = input.objects("rows")?;
    let stays = rows.iter().map(stay).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "count": enterprises(stays, cut) }))
}

fn stay<'a>(row: &CardInput<'a>) -> Result<Stay<'a>, CardError> {
    Ok(Stay {
        uscc: row.text("uscc")?,
        entry: row.date("entry")?,
        exit: row.optional_date("exit")?,
        remote: row.flag("remote")?,
        landing: row.flag("landing")?,
    })
}
