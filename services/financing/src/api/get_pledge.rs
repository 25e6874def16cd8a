//! One pledge.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{GetPledgeRequest, Pledge};

use super::names::PLEDGES;
use super::pledge_step::settled_on;
use super::{FinancingApi, convert};
use crate::error::Error;
use crate::store::pledges;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetPledgeRequest,
) -> Result<Pledge, Error> {
    let id = PLEDGES.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        let found = pledges::find(connection, id).await?;
        let stored = found.ok_or_else(|| PLEDGES.not_found(id))?;
        let settled_on = settled_on(connection, id).await?;
        Ok::<_, Error>((stored, settled_on))
    });
    let (stored, settled_on) = read.await?;
    let viewer = api.pledge_viewer(&caller);
    Ok(convert::pledge::answer(viewer, &stored, settled_on))
}
