//! Starts a matching run of an event; it is worked off beside the server.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Matching, RunMatchingRequest};
use uuid::Uuid;

use super::names::EVENTS;
use super::{EventsApi, acting, convert, hanging};
use crate::domain::matching;
use crate::error::Error;
use crate::store::matchings;

/// Begins the human numbers of runs.
const SERIES: &str = "KZ-EVM";

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: RunMatchingRequest,
    key: RequestKey,
) -> Result<Matching, Error> {
    let event = EVENTS.parse_field("event", &input.event)?;
    let read = api.database.read(&caller, async |connection| {
        hanging::of(connection, event).await
    });
    let event = read.await?;
    let today = api.clock.today();
    let number = api.numbers.case(SERIES, &event.division, today).await?;
    let new = (Uuid::now_v7(), number);
    let started = matching::start(new, &event, &acting::actor(&caller), today)?;
    let given = Arc::new((caller.clone(), started));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, started) = &*given;
                let name = convert::event::matching::STARTED;
                let tenant = started.division.clone();
                let stored = matchings::insert(write, &tenant, started.clone(), name).await?;
                convert::event::matching::started(write, &stored);
                Ok(convert::matching::message(&stored, caller))
            })
        })
        .await
}
