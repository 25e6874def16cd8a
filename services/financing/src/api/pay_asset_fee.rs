//! The fee of the next year was paid.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Asset, PayAssetFeeRequest};

use super::{FinancingApi, asset_step, convert};
use crate::domain::asset::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: PayAssetFeeRequest,
    key: RequestKey,
) -> Result<Asset, Error> {
    let year = convert::figure::read_some("year", input.year)?;
    let at = (input.name.as_str(), input.etag.as_str());
    asset_step::take(api, caller, at, key, Command::PayFee { year }).await
}
