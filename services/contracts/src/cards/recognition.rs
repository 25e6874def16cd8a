//! Card `tc.class`: the first ground against a contract, or its recognition.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::recognition::{Decision, Facts, recognise};

/// Answers `{decision, code}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let facts = Facts {
        kind: input.text("kind")?,
        written: input.flag_or("written", true)?,
        parties_clear: input.flag_or("parties_clear", true)?,
        subject_clear: input.flag_or("subject_clear", true)?,
        price_clear: input.flag_or("price_clear", true)?,
        authorised: input.flag_or("authorised", true)?,
        approvals: input.flag_or("approvals", true)?,
        in_force: input.flag_or("in_force", true)?,
        dispute: input.flag("dispute")?,
        monopoly: input.flag("monopoly")?,
        innovative: input.flag_or("innovative", true)?,
        existing_technology: input.flag_or("existing_tech", true)?,
        rights_clear: input.flag_or("rights_clear", true)?,
        licence_end: input.optional_date("licence_end")?,
        patent_expiry: input.optional_date("patent_expiry")?,
        technical_topic: input.flag_or("technical_topic", true)?,
        routine: input.flag("routine")?,
        general_education: input.flag("general_education")?,
        led_to_contract: input.flag_or("led_to_contract", true)?,
        technical: input.optional_integer("J")?.map(Fen),
    };
    let ground = recognise(&facts).map_err(|_| CardError::INVALID_INPUT)?;
    Ok(json!({
        "decision": ground.map_or(Decision::Recognised, |ground| ground.decision()),
        "code": ground.map_or("OK", |ground| ground.as_str()),
    }))
}
