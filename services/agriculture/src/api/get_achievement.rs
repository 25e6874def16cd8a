//! One achievement.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{Achievement, GetAchievementRequest};

use super::names::ACHIEVEMENTS;
use super::{AgricultureApi, convert};
use crate::error::Error;
use crate::store::achievements;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetAchievementRequest,
) -> Result<Achievement, Error> {
    let id = ACHIEVEMENTS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        achievements::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| ACHIEVEMENTS.not_found(id))?;
    Ok(convert::achievement::answer(&stored, &caller))
}
