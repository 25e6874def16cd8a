//! SUBMITTED → CHECKED, by the county.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{CheckReturnRequest, TorchReturn};

use super::{IncubationApi, torch_return_step};
use crate::domain::torch_return::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: CheckReturnRequest,
    key: RequestKey,
) -> Result<TorchReturn, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Check { note: input.note };
    torch_return_step::take((api, caller), at, key, command).await
}
