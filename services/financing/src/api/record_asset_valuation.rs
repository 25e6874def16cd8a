//! Adds a valuation. Where the right is pledged, bank and owner are told what it means for the loans it secures.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Asset, RecordAssetValuationRequest};

use super::{FinancingApi, asset_step, convert};
use crate::domain::asset::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RecordAssetValuationRequest,
    key: RequestKey,
) -> Result<Asset, Error> {
    let command = Command::RecordValuation(convert::asset::read_report(&input)?);
    let at = (input.name.as_str(), input.etag.as_str());
    asset_step::take(api, caller, at, key, command).await
}
