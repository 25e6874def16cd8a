//! By both sides, each once: the second one files, and all the rights are reserved or none.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{FilePledgeRequest, Pledge};

use super::{FinancingApi, convert, pledge_step};
use crate::domain::pledge::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: FilePledgeRequest,
    key: RequestKey,
) -> Result<Pledge, Error> {
    let command = Command::File {
        channel: convert::pledge::read_channel(&input)?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    pledge_step::take(api, caller, at, key, command).await
}
