//! Changes a draft.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Event, UpdateEventRequest};

use super::{EventsApi, acting, convert, event_step};
use crate::domain::event;
use crate::error::Error;
use crate::store::events;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: UpdateEventRequest,
    key: RequestKey,
) -> Result<Event, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = event_step::open(&api, &caller, at).await?;
    let form = convert::event_message::read_form(input.form)?;
    let (actor, today) = (acting::actor(&caller), api.clock.today());
    let edited = event::edit(&before.body, form, &actor, &api.parameters.event, today)?;
    let given = Arc::new((api.clone(), before, edited, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, before, edited, caller) = &*given;
                let after = events::save_edit(write, before, edited.clone()).await?;
                let terms = &api.parameters.event;
                Ok(convert::event_message::message(&after, terms, caller))
            })
        })
        .await
}
