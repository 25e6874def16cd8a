//! To TERMINATED once the term is over.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Asset, EndAssetTermRequest};

use super::{FinancingApi, asset_step};
use crate::domain::asset::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: EndAssetTermRequest,
    key: RequestKey,
) -> Result<Asset, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    asset_step::take(api, caller, at, key, Command::EndTerm).await
}
