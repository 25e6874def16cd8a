//! MANUAL → DONE: a person takes the baseline in the place of a rule that failed.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Matching, ResolveManualMatchingRequest};

use super::{EventsApi, matching_step};
use crate::domain::matching::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ResolveManualMatchingRequest,
    key: RequestKey,
) -> Result<Matching, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::TakeBaseline {
        reason: input.reason.clone(),
    };
    matching_step::take(api, caller, at, key, command).await
}
