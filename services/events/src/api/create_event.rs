//! Drafts an event of the caller's organisation. Its tenant is the division it takes place in.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{CreateEventRequest, Event};
use uuid::Uuid;

use super::{EventsApi, acting, convert};
use crate::domain::event::{self, NewEvent};
use crate::error::Error;
use crate::store::events;

/// What tells the numbers of events from others.
const SERIES: &str = "KZ-EVT";

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: CreateEventRequest,
    key: RequestKey,
) -> Result<Event, Error> {
    let form = convert::event_message::read_form(input.form)?;
    let (actor, today) = (acting::actor(&caller), api.clock.today());
    let mut new = NewEvent {
        id: Uuid::now_v7(),
        number: String::new(),
        organiser: input.organiser,
        division: input.division,
        form,
    };
    // Whatever is wrong is told before a number is spent on it.
    event::draft(new.clone(), &actor, &api.parameters.event, today)?;
    new.number = api.numbers.case(SERIES, &new.division, today).await?;
    let drafted = event::draft(new, &actor, &api.parameters.event, today)?;
    let given = Arc::new((api.clone(), drafted, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, event, caller) = &*given;
                let stored = events::insert(write, event.clone()).await?;
                let terms = &api.parameters.event;
                Ok(convert::event_message::message(&stored, terms, caller))
            })
        })
        .await
}
