//! MANUAL → RUNNING: the rule is asked again about the needs that it gave no answer about.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AskMatchingAgainRequest, Matching};

use super::{EventsApi, matching_step};
use crate::domain::matching::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: AskMatchingAgainRequest,
    key: RequestKey,
) -> Result<Matching, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::AskAgain;
    matching_step::take(api, caller, at, key, command).await
}
