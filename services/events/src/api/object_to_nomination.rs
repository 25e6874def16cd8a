//! PUBLISHED → DISPUTED, by anybody who has a token, while the notice stands.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Nomination, ObjectToNominationRequest};

use super::names::NOMINATIONS;
use super::{EventsApi, nomination_step};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ObjectToNominationRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let id = NOMINATIONS.parse(&input.name)?;
    nomination_step::object(api, caller, id, key, input.text).await
}
