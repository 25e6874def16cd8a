//! Card `ip.claim`: what the pool pays of a loss.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use super::basis_points;
use crate::domain::claim::{Facts, Reason, Terms, check};

/// Answers `{pay, reasons}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let facts = Facts {
        overdue_days: input.integer("overdue_days")?,
        legal_action: input.flag("legal_action")?,
        filed_working_days: input.integer("filed_wd")?,
        loss: Fen(input.integer("loss")?),
        bp: basis_points(input.integer("bp")?)?,
        pool: Fen(input.integer("pool")?),
        eligible_at_approval: input.flag_or("eligible_at_approval", true)?,
    };
    let found = check(&facts, &Terms::default());
    let codes: Vec<&str> = found.reasons.iter().copied().map(Reason::as_str).collect();
    Ok(json!({ "pay": found.pay, "reasons": codes }))
}
