//! Card `agr.variety`: what the Seed Law allows to be done with a variety.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::crop::Crop;
use crate::domain::variety::gate::{Action, Facts, gate};

/// What has no code of a crop is none of the major ones.
const ANOTHER_CROP: &str = "other";

/// Answers `{allow, code}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let invalid = CardError::INVALID_INPUT;
    let action = Action::parse(input.text("action")?).ok_or(invalid)?;
    let named = Crop::parse(input.text("crop")?);
    let crop = named
        .or_else(|_| Crop::parse(ANOTHER_CROP))
        .map_err(|_| invalid)?;
    let facts = Facts {
        crop: &crop,
        approved_regions: &input.texts("approved_regions")?,
        registered: input.flag("registered")?,
        listed_non_major: input.flag("listed_nonmajor")?,
        genetically_modified: input.flag("gm")?,
        has_biosafety_certificate: input.flag("gm_cert")?,
    };
    let answer = gate(&facts, action);
    Ok(json!({ "allow": answer.allow, "code": answer.code }))
}
