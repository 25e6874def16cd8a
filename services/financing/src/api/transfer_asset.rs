//! Another owner. From then on the right is the new one's to see and to pledge.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Asset, TransferAssetRequest};

use super::{FinancingApi, asset_step, convert};
use crate::domain::asset::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: TransferAssetRequest,
    key: RequestKey,
) -> Result<Asset, Error> {
    let command = Command::Transfer {
        to: convert::asset::read_owner("to", input.to)?,
        pledgee_consents: input.pledgee_consents,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    asset_step::take(api, caller, at, key, command).await
}
