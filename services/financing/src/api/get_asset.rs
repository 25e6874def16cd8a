//! One right, with the proof of who came when for it.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{Asset, GetAssetRequest};

use super::names::ASSETS;
use super::{FinancingApi, convert};
use crate::error::Error;
use crate::store::{assets, reservations};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetAssetRequest,
) -> Result<Asset, Error> {
    let id = ASSETS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        let found = assets::find(connection, id).await?;
        let stored = found.ok_or_else(|| ASSETS.not_found(id))?;
        let proofs = reservations::of_asset(connection, id).await?;
        Ok::<_, Error>((stored, proofs))
    });
    let (stored, proofs) = read.await?;
    Ok(convert::asset::answer(
        api.asset_viewer(&caller),
        &stored,
        &proofs,
    ))
}
