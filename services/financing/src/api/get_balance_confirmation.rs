//! One bank's month that somebody has signed.
use kezhuan_auth::{Caller, Role};
use kezhuan_protocol::financing::v1::{BalanceConfirmation, GetBalanceConfirmationRequest};

use super::names::CONFIRMATIONS;
use super::{FinancingApi, convert};
use crate::domain::confirmation::Side;
use crate::error::Error;
use crate::store::confirmations;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetBalanceConfirmationRequest,
) -> Result<BalanceConfirmation, Error> {
    let id = CONFIRMATIONS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        confirmations::find(connection, id).await
    });
    let row = read.await?.ok_or_else(|| CONFIRMATIONS.not_found(id))?;
    Ok(convert::confirmation::confirmation(&row, reader(&caller)))
}

/// Whose side the reader is on; an auditor's is neither.
pub(super) fn reader(caller: &Caller) -> Option<Side> {
    if caller.has(Role::Bank) {
        Some(Side::Bank)
    } else {
        caller.has(Role::PoolManager).then_some(Side::Pool)
    }
}
