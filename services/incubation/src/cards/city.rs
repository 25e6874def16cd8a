//! Card `inc.city`: an example of what a city asks of its carriers.
use kezhuan_law::card_input::{CardError, CardInput};
use kezhuan_law::regions::division;
use serde_json::Value;

use super::national::same_field;
use super::{area_c, verdict};
use crate::domain::carrier::criteria::city::{City, Terms};

/// Answers `{pass, fails}`. The region says how much is asked: one that is none of the city's has no answer.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let region = division(input.text("region")?).ok_or(CardError::INVALID_INPUT)?;
    let professional = input.flag("professional")?;
    let facts = City {
        division: region.code.to_owned(),
        area_c: area_c(&input, "area")?,
        tenant_area_c: area_c(&input, "tenant_area")?,
        staff: input.integer("staff")?,
        pro_staff: input.integer("pro_staff")?,
        mentors: input.integer("mentors")?,
        tenants: input.integer("tenants")?,
        professional,
        same_field: same_field(&input, professional)?,
        fund_fen: input.integer("fund")?,
        financed: input.integer("financed")?,
        service_kinds: input.integer("service_kinds")?,
    };
    Ok(verdict("pass", &facts.fails(&Terms::default())))
}
