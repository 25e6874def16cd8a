//! Card `evt.nominate`: whether a nomination is taken.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::nomination_check::{Filing, Nominator, reasons};

/// Answers `{accept, reasons}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let grade = input.integer_or("grade_a", 0)?;
    let nominator = match input.text("nominator")? {
        "COUNTY_STB" => Nominator::CountyAuthority,
        "CITY_STB" => Nominator::CityAuthority,
        "ASSOC" => Nominator::Association { grade },
        "SELF" => Nominator::Itself,
        _ => Nominator::Another,
    };
    let found = reasons(&Filing {
        nominator,
        notice_start: input.date("notice_start")?,
        notice_end: input.date("notice_end")?,
        submitted: input.date("submitted")?,
        deadline: input.date("deadline")?,
        is_objection_open: input.flag("objection")?,
    });
    Ok(json!({ "accept": found.is_empty(), "reasons": found }))
}
