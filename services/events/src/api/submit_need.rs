//! Submits a need of the caller's organisation to an event.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Need, SubmitNeedRequest};

use super::convert::submission;
use super::{EventsApi, submitting};
use crate::domain::submission::Kind;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: SubmitNeedRequest,
    key: RequestKey,
) -> Result<Need, Error> {
    let form = submission::read_need(input.form, &caller)?;
    let what = (Kind::Need, input.event.as_str(), form);
    submitting::submit(api, caller, what, key, submission::need).await
}
