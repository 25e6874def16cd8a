//! Card `ip.risk`: who bears how much of a loss.
use kezhuan_law::Fen;
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Map, Value};

use crate::domain::risk::{BadShares, share_loss};

/// Answers one member for each party.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let loss = Fen(input.integer("loss")?);
    let pool = input.optional_integer("pool")?.map(Fen);
    let shares = input.list("shares", share)?;
    let parts = share_loss(loss, &shares, pool).map_err(|bad| match bad {
        BadShares::NotWhole => CardError("SHARES_NOT_10000"),
        BadShares::Unusable => CardError::INVALID_INPUT,
    })?;
    let members = shares.iter().zip(parts);
    let members = members.map(|((party, _), part)| ((*party).to_owned(), part.get().into()));
    Ok(Value::Object(members.collect::<Map<String, Value>>()))
}

fn share(value: &Value) -> Option<(&str, i64)> {
    match value.as_array()?.as_slice() {
        [party, bp] => Some((party.as_str()?, bp.as_i64()?)),
        _ => None,
    }
}
