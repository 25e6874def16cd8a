//! Card `ip.subsidy`: interest that city and county pay.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use super::basis_points;
use crate::domain::subsidy::{Interest, Split, Terms};

/// Answers `{base, subsidy, city, county}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let defaults = Terms::default();
    let terms = Terms {
        rate_bp: basis_points(input.integer_or("rate", i64::from(defaults.rate_bp))?)?,
        cap_year: Fen(input.integer_or("cap", defaults.cap_year.get())?),
        ..defaults
    };
    let interest = Interest {
        paid: Fen(input.integer("paid")?),
        penalty: Fen(input.integer_or("penalty", 0)?),
        other: Fen(input.integer_or("other", 0)?),
        already: Fen(input.integer_or("already", 0)?),
    };
    let invalid = CardError::INVALID_INPUT;
    let base = interest.base().ok_or(invalid)?;
    let subsidy = interest.subsidy(&terms).ok_or(invalid)?;
    let split = Split::by_default(subsidy, input.text("region")?).ok_or(invalid)?;
    Ok(json!({
        "base": base,
        "subsidy": subsidy,
        "city": split.city,
        "county": split.county,
    }))
}
