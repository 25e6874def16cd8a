//! Card `ip.fee`: an annual fee as it stands on a day.
use kezhuan_law::WorkingCalendar;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::asset::AssetKind;
use crate::domain::asset::fee::{NoFee, annual_fee};

/// Answers `{due, due_eff, grace_end, state, fee, surcharge}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let invalid = CardError::INVALID_INPUT;
    let kind = AssetKind::parse(input.text("kind")?).and_then(AssetKind::patent);
    let kind = kind.ok_or(invalid)?;
    let year = u32::try_from(input.integer("year_n")?).map_err(|_| invalid)?;
    let (filing, today) = (input.date("filing")?, input.date("today")?);
    let fee = annual_fee(kind, filing, year, today, WorkingCalendar::shipped());
    let fee = fee.map_err(|none| match none {
        NoFee::NoSuchYear => invalid,
        NoFee::CalendarMissing(missing) => missing.into(),
    })?;
    Ok(json!({
        "due": fee.due_on,
        "due_eff": fee.due_effective_on,
        "grace_end": fee.grace_ends_on,
        "state": fee.state,
        "fee": fee.fee,
        "surcharge": fee.surcharge,
    }))
}
