//! One achievement.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{Achievement, GetAchievementRequest};

use super::convert::submission;
use super::{EventsApi, submitting};
use crate::domain::submission::Kind;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetAchievementRequest,
) -> Result<Achievement, Error> {
    let stored = submitting::get(&api, &caller, (Kind::Achievement, &input.name)).await?;
    Ok(submission::achievement(&stored, &caller))
}
