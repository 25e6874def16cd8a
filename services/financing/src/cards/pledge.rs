//! Card `ip.pledge`: the grounds against registering a patent pledge.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::pledge::{Facts, Ground, grounds};

/// Answers `{registrable, reasons}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let facts = Facts {
        debt_end: input.date("debt_end")?,
        expires_on: Some(input.date("patent_expiry")?),
        pledgor_is_owner: input.flag_or("pledgor_is_owner", true)?,
        in_force: input
            .optional_text("status")?
            .is_none_or(|status| status == "VALID"),
        fee_unpaid: input.flag("fee_unpaid")?,
        preserved: input.flag("preserved")?,
        co_owned: input.flag("coowned")?,
        co_owner_consent: input.flag("coowner_consent")?,
        already_pledged: input.flag("already_pledged")?,
        same_day_invention: input.flag("same_day_invention")?,
        invalidation: input.flag("invalidation")?,
        informed: input.flag("informed_ok")?,
    };
    let grounds = grounds(&facts);
    let codes: Vec<&str> = grounds.iter().copied().map(Ground::as_str).collect();
    Ok(json!({ "registrable": codes.is_empty(), "reasons": codes }))
}
