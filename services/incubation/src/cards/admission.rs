//! Card `inc.admit`: who may be a tenant, and for how long.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::tenancy::{Facts, Field, Figures, Reason};

/// Answers `{admit, reasons}`, and `latest_exit` of whom it admits.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let facts = Facts {
        founded: input.date("founded")?,
        entry: input.date("entry")?,
        registered_here: input.flag("registered_here")?,
        office_here: input.flag("office_here")?,
        tech_sme: input.flag("tech_sme")?,
        // The measures name the fields that stay longer, and none of the others.
        field: Field::parse(input.text("field")?).unwrap_or(Field::Other),
    };
    let outcome = Figures::default().admit(&facts);
    let outcome = outcome.ok_or(CardError::INVALID_INPUT)?;
    let reasons: Vec<&str> = outcome
        .reasons
        .iter()
        .copied()
        .map(Reason::as_str)
        .collect();
    Ok(match outcome.admits() {
        true => json!({ "admit": true, "reasons": reasons, "latest_exit": outcome.latest_exit }),
        false => json!({ "admit": false, "reasons": reasons }),
    })
}
