//! Amounts that have to be there.
use kezhuan_law::Fen;

use super::refused::Refused;

/// Holds that an amount is more than nothing.
pub fn positive(amount: Fen) -> Result<(), Refused> {
    if amount > Fen::ZERO {
        return Ok(());
    }
    Err(Refused::new(
        "AMOUNT_NOT_POSITIVE",
        "金额必须大于零",
        "the amount must be larger than zero",
    ))
}

/// Holds that no amount is below nothing.
pub fn not_negative(amounts: &[Fen]) -> Result<(), Refused> {
    if amounts.iter().all(|amount| *amount >= Fen::ZERO) {
        return Ok(());
    }
    Err(Refused::new(
        "AMOUNT_NEGATIVE",
        "金额不得为负",
        "an amount can't be negative",
    ))
}
