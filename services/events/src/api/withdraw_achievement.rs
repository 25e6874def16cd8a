//! SUBMITTED → WITHDRAWN, by its organisation.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Achievement, WithdrawAchievementRequest};

use super::convert::submission;
use super::{EventsApi, submitting};
use crate::domain::submission::Kind;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: WithdrawAchievementRequest,
    key: RequestKey,
) -> Result<Achievement, Error> {
    let at = (Kind::Achievement, input.name.as_str(), input.etag.as_str());
    submitting::withdraw(api, caller, at, key, submission::achievement).await
}
