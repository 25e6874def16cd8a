//! Card `ip.recover`: whose the money is that came back.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::risk::share_recovery;

/// Answers `{net, pool, others}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let mut borne = vec![Fen(input.integer("pool_paid")?)];
    borne.extend(input.integers("others")?.into_iter().map(Fen));
    let (gross, costs) = (input.integer("gross")?, input.integer("costs")?);
    let shared = share_recovery(Fen(gross), Fen(costs), &borne).ok_or(CardError::INVALID_INPUT)?;
    let (pool, others) = shared.parts.split_first().ok_or(CardError::INVALID_INPUT)?;
    Ok(json!({ "net": shared.net, "pool": pool, "others": others }))
}
