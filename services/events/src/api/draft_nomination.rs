//! Drafts a nomination to an open round. DRAFT.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::regions::PREFECTURE;
use kezhuan_protocol::events::v1::{DraftNominationRequest, Nomination};
use uuid::Uuid;

use super::names::AWARD_ROUNDS;
use super::nomination_step::round_of;
use super::{EventsApi, acting, convert};
use crate::domain::nomination::{self, NewNomination};
use crate::error::Error;
use crate::store::nominations;

/// Begins the human numbers of nominations.
const SERIES: &str = "KZ-AWD";

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: DraftNominationRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let id = AWARD_ROUNDS.parse_field("round", &input.round)?;
    let form = convert::nomination::read_form(input.form)?;
    let read = api
        .database
        .read(&caller, async |connection| round_of(connection, id).await);
    let round = read.await?;
    let today = api.clock.today();
    let new = NewNomination {
        id: Uuid::now_v7(),
        number: api.numbers.case(SERIES, PREFECTURE, today).await?,
        form,
    };
    let drafted = nomination::draft(new, &round, (&acting::actor(&caller), today))?;
    let given = Arc::new((caller.clone(), drafted));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, drafted) = &*given;
                let stored = nominations::insert(write, drafted.clone()).await?;
                Ok(convert::nomination::message(&stored, caller))
            })
        })
        .await
}
