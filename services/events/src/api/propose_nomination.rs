//! SCORED → PROPOSED: what the committee decided.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Nomination, ProposeNominationRequest};

use super::{EventsApi, convert, nomination_step};
use crate::domain::nomination::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ProposeNominationRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Propose {
        band: convert::nomination::read_band("band", input.band)?,
        note: input.note.clone(),
        members: input.members.clone(),
    };
    nomination_step::plain(api, caller, at, key, command).await
}
