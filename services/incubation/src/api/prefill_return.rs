//! What the service knows now takes the place of what it knew when the return was opened.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{PrefillReturnRequest, TorchReturn};

use super::names::{CARRIERS, RETURNS};
use super::{IncubationApi, return_sources, torch_return_step};
use crate::domain::torch_return::Command;
use crate::error::Error;
use crate::store::carriers;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: PrefillReturnRequest,
    key: RequestKey,
) -> Result<TorchReturn, Error> {
    let id = RETURNS.parse(&input.name)?;
    let found = torch_return_step::find(&api, &caller, id).await?;
    let service = Caller::service(crate::NAME, &found.tenant);
    let of = found.body.carrier;
    let read = api.database.read(&service, async |connection| {
        carriers::find(connection, of).await
    });
    let carrier = read.await?.ok_or_else(|| CARRIERS.not_found(of))?;
    let (_, known) = return_sources::gather(&api.database, &carrier, found.body.year).await?;
    let at = (input.name.as_str(), input.etag.as_str());
    torch_return_step::take((api, caller), at, key, Command::Prefill { known }).await
}
