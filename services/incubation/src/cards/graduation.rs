//! Card `inc.grad`: when a tenant has outgrown its incubator.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::tenancy::{Criterion, Evidence};

/// Answers `{graduate, met}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    // The list is of years that follow each other.
    let revenue = (0..).zip(input.integers("rev")?.into_iter().map(Fen));
    let evidence = Evidence {
        high_tech: input.flag("hnte")?,
        venture_capital: Fen(input.integer_or("vc", 0)?),
        revenue: revenue.collect(),
        acquired_or_listed: input.flag("mna_or_listed")?,
    };
    let met = evidence.met().map_err(|_| CardError::INVALID_INPUT)?;
    let codes: Vec<&str> = met.iter().copied().map(Criterion::as_str).collect();
    Ok(json!({ "graduate": !codes.is_empty(), "met": codes }))
}
