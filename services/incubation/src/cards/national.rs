//! Card `inc.n2018`: what the measures of 2018 ask of a national incubator.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::Value;

use super::{area_c, verdict};
use crate::domain::carrier::criteria::n2018::N2018;

/// Answers `{pass, fails}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let professional = input.flag("professional")?;
    let facts = N2018 {
        years: input.integer("years")?,
        stat_years: input.integer("stat_years")?,
        area_c: area_c(&input, "area")?,
        tenant_area_c: area_c(&input, "tenant_area")?,
        fund_fen: input.integer("fund")?,
        tenants: input.integer("tenants")?,
        financed: input.integer("financed")?,
        fund_cases: input.integer("fund_cases")?,
        staff: input.integer("staff")?,
        pro_staff: input.integer("pro_staff")?,
        mentors: input.integer("mentors")?,
        applied_ip: input.integer("applied_ip")?,
        valid_ip: input.integer("valid_ip")?,
        graduates: input.integer("graduates")?,
        professional,
        same_field: same_field(&input, professional)?,
    };
    Ok(verdict("pass", &facts.fails()))
}

/// Of a general carrier nobody asks for it.
pub(super) fn same_field(input: &CardInput<'_>, professional: bool) -> Result<i64, CardError> {
    match professional {
        true => input.integer("same_field"),
        false => input.integer_or("same_field", 0),
    }
}
