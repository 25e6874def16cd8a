//! PROPOSED → ACCEPTED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{AcceptAchievementRequest, Achievement};

use super::{AgricultureApi, achievement_step};
use crate::domain::achievement::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: AcceptAchievementRequest,
    key: RequestKey,
) -> Result<Achievement, Error> {
    let command = Command::Accept;
    let at = (input.name.as_str(), input.etag.as_str());
    achievement_step::take(api, caller, at, key, command).await
}
