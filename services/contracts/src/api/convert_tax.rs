//! Tax estimates as messages, and the contract an estimate is about.
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{TaxEstimate, TaxFigure};

use crate::domain::tax::Estimate;
use crate::error::Error;

/// An estimate with its figures, basis and remarks.
pub fn estimate<T>(estimate: &Estimate<T>, figures: &[(&str, Fen)]) -> TaxEstimate {
    let remarks = |text: fn(&kezhuan_law::Localized) -> &str| {
        estimate
            .remarks
            .iter()
            .map(text)
            .collect::<Vec<_>>()
            .join("\n")
    };
    TaxEstimate {
        figures: figures
            .iter()
            .map(|(name, amount)| TaxFigure {
                name: (*name).to_owned(),
                amount_fen: amount.get(),
            })
            .collect(),
        excluded: Vec::new(),
        code: String::new(),
        legal_basis: estimate
            .legal_basis
            .iter()
            .map(|basis| basis.citation.to_owned())
            .collect(),
        remark_zh: remarks(|text| &text.zh),
        remark_en: remarks(|text| &text.en),
    }
}

/// Holds that an amount a person wrote is not below zero.
pub fn not_negative(path: &str, amount: i64) -> Result<Fen, Error> {
    if amount >= 0 {
        return Ok(Fen(amount));
    }
    Err(Error::field(
        path,
        "NEGATIVE_AMOUNT",
        "金额不得为负",
        "an amount can't be negative",
    ))
}
