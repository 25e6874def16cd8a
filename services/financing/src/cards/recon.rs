//! Card `ip.recon`: a bank's lines beside our own.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::recon::{Line, compare};

/// Answers `{lines}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let (ours, bank) = (lines(&input, "ours")?, lines(&input, "bank")?);
    let classes = compare(&ours, &bank).map_err(|_| CardError::INVALID_INPUT)?;
    Ok(json!({ "lines": classes }))
}

fn lines(input: &CardInput<'_>, name: &str) -> Result<Vec<Line>, CardError> {
    input.objects(name)?.into_iter().map(line).collect()
}

fn line(line: CardInput<'_>) -> Result<Line, CardError> {
    Ok(Line {
        no: line.text("no")?.to_owned(),
        amount: Fen(line.integer("fen")?),
        status: line.text("st")?.to_owned(),
    })
}
