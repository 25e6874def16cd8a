//! Associations come in or are graded anew and closing days move later, while a round is open; experts are listed also later.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AwardRound, UpdateAwardRoundRequest};
use kezhuan_rpc::etag;

use super::names::AWARD_ROUNDS;
use super::{EventsApi, acting, convert};
use crate::error::Error;
use crate::store::award_rounds;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: UpdateAwardRoundRequest,
    key: RequestKey,
) -> Result<AwardRound, Error> {
    let id = AWARD_ROUNDS.parse(&input.name)?;
    let seen = input.etag.clone();
    let change = convert::award_round::read_change(input)?;
    let given = Arc::new((caller.clone(), seen, change));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, seen, change) = &*given;
                let held = award_rounds::lock(write, id).await?;
                let before = held.ok_or_else(|| AWARD_ROUNDS.not_found(id))?;
                etag::check(seen, before.body.version)?;
                let actor = acting::actor(caller);
                let updated = before.body.update(change.clone(), &actor)?;
                let name = convert::event::award_round::UPDATED;
                let after = award_rounds::save(write, &before, updated, name).await?;
                convert::event::award_round::publish_updated(write, &after);
                Ok(convert::award_round::message(&after, caller))
            })
        })
        .await
}
