//! Opens a round of the award.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{AwardRound, OpenAwardRoundRequest};

use super::{EventsApi, acting, convert};
use crate::domain::award_round;
use crate::error::Error;
use crate::store::award_rounds;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: OpenAwardRoundRequest,
    key: RequestKey,
) -> Result<AwardRound, Error> {
    let new = convert::award_round::read_new(input)?;
    let opened = award_round::open(new, &acting::actor(&caller), api.clock.today())?;
    let given = Arc::new((caller.clone(), opened));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, opened) = &*given;
                let name = convert::event::award_round::OPENED;
                let stored = award_rounds::insert(write, opened.clone(), name).await?;
                convert::event::award_round::publish_opened(write, &stored);
                Ok(convert::award_round::message(&stored, caller))
            })
        })
        .await
}
