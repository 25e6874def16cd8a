//! One matching run.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetMatchingRequest, Matching};

use super::names::MATCHINGS;
use super::{EventsApi, convert};
use crate::error::Error;
use crate::store::matchings;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetMatchingRequest,
) -> Result<Matching, Error> {
    let id = MATCHINGS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        matchings::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| MATCHINGS.not_found(id))?;
    Ok(convert::matching::message(&stored, &caller))
}
