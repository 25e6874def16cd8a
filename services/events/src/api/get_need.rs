//! One need.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetNeedRequest, Need};

use super::convert::submission;
use super::{EventsApi, submitting};
use crate::domain::submission::Kind;
use crate::error::Error;

pub async fn handle(api: EventsApi, caller: Caller, input: GetNeedRequest) -> Result<Need, Error> {
    let stored = submitting::get(&api, &caller, (Kind::Need, &input.name)).await?;
    Ok(submission::need(&stored, &caller))
}
