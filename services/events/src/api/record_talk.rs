//! Records a round of talks.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Negotiation, RecordTalkRequest};

use super::{EventsApi, convert, negotiation_step};
use crate::domain::negotiation::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: RecordTalkRequest,
    key: RequestKey,
) -> Result<Negotiation, Error> {
    let held_on = convert::day::read("held_on", &input.held_on)?;
    let command = Command::Talk {
        held_on,
        note: input.note.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    negotiation_step::take(api, caller, at, key, command).await
}
