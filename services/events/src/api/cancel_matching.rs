//! RUNNING or MANUAL → CANCELLED: nothing more is compared; what was found stays.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{CancelMatchingRequest, Matching};

use super::{EventsApi, matching_step};
use crate::domain::matching::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: CancelMatchingRequest,
    key: RequestKey,
) -> Result<Matching, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Cancel;
    matching_step::take(api, caller, at, key, command).await
}
