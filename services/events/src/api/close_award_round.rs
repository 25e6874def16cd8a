//! OPEN → CLOSED, before the round's last day.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AwardRound, CloseAwardRoundRequest};
use kezhuan_rpc::etag;

use super::names::AWARD_ROUNDS;
use super::{EventsApi, acting, convert};
use crate::error::Error;
use crate::store::award_rounds;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: CloseAwardRoundRequest,
    key: RequestKey,
) -> Result<AwardRound, Error> {
    let id = AWARD_ROUNDS.parse(&input.name)?;
    let given = Arc::new((api.clone(), caller.clone(), input));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, input) = &*given;
                let held = award_rounds::lock(write, id).await?;
                let before = held.ok_or_else(|| AWARD_ROUNDS.not_found(id))?;
                etag::check(&input.etag, before.body.version)?;
                let actor = acting::actor(caller);
                let closed = before.body.close(&actor, api.clock.today())?;
                let name = convert::event::award_round::CLOSED;
                let after = award_rounds::save(write, &before, closed, name).await?;
                convert::event::award_round::publish_closed(write, &after);
                Ok(convert::award_round::message(&after, caller))
            })
        })
        .await
}
