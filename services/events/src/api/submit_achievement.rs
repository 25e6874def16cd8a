//! Submits an achievement of the caller's organisation to an event.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Achievement, SubmitAchievementRequest};

use super::convert::submission;
use super::{EventsApi, submitting};
use crate::domain::submission::Kind;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: SubmitAchievementRequest,
    key: RequestKey,
) -> Result<Achievement, Error> {
    let form = submission::read_achievement(input.form, &caller)?;
    let what = (Kind::Achievement, input.event.as_str(), form);
    submitting::submit(api, caller, what, key, submission::achievement).await
}
