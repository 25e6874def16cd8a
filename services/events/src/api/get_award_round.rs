//! One round of the award.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{AwardRound, GetAwardRoundRequest};

use super::names::AWARD_ROUNDS;
use super::{EventsApi, convert};
use crate::error::Error;
use crate::store::award_rounds;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetAwardRoundRequest,
) -> Result<AwardRound, Error> {
    let id = AWARD_ROUNDS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        award_rounds::find(connection, id).await
    });
    let found = read.await?.ok_or_else(|| AWARD_ROUNDS.not_found(id))?;
    Ok(convert::award_round::message(&found, &caller))
}
