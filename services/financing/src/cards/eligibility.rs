//! Card `ip.elig`: whether an enterprise may have a 邑科贷.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::eligibility::{Facts, Qualification, Reason, Terms};

/// Answers `{eligible, reasons}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let facts = Facts {
        revenue: Fen(input.integer("revenue")?),
        // What is no qualification of the measures counts for nothing.
        qualifications: input
            .texts("quals")?
            .into_iter()
            .filter_map(Qualification::parse)
            .collect(),
        bank: input.text("bank")?.to_owned(),
        amount: Fen(input.integer("amount")?),
        term_months: input.integer("term_months")?,
        outstanding: Fen(input.integer_or("outstanding", 0)?),
        bank_this_year: input.optional_text("bank_this_year")?.map(str::to_owned),
        violation_months: input.optional_integer("violation_months")?,
        listed: input.flag("listed")?,
    };
    let reasons = Terms::default().reasons(&facts);
    let codes: Vec<&str> = reasons.iter().copied().map(Reason::as_str).collect();
    Ok(json!({ "eligible": codes.is_empty(), "reasons": codes }))
}
