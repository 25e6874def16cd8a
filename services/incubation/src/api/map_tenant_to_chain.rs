//! Which of the city's key chains a tenant belongs to.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{MapTenantToChainRequest, Tenancy};

use super::{IncubationApi, chain_named, tenancy_step};
use crate::domain::tenancy::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: MapTenantToChainRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let chain = chain_named::read(&api, &caller, "chain", &input.chain).await?;
    tenancy_step::plain(api, caller, at, key, Command::MapToChain(chain)).await
}
