//! The nominator announces its own public notice.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Nomination, PostLocalNoticeRequest};

use super::convert::day;
use super::{EventsApi, nomination_step};
use crate::domain::nomination::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: PostLocalNoticeRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::PostNotice {
        place: input.place.clone(),
        starts_on: day::read("starts_on", &input.starts_on)?,
        last_day: day::read("last_day", &input.last_day)?,
    };
    nomination_step::plain(api, caller, at, key, command).await
}
