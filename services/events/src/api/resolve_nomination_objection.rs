//! DISPUTED → PROPOSED or DROPPED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Nomination, ResolveNominationObjectionRequest};

use super::{EventsApi, nomination_step};
use crate::domain::nomination::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ResolveNominationObjectionRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::ResolveObjection {
        upheld: input.upheld,
        reason: input.reason.clone(),
    };
    nomination_step::plain(api, caller, at, key, command).await
}
