//! Opens a call for projects of an event.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{OpenProjectCallRequest, ProjectCall};

use super::names::EVENTS;
use super::{EventsApi, acting, convert, hanging};
use crate::domain::project_call;
use crate::error::Error;
use crate::store::project_calls;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: OpenProjectCallRequest,
    key: RequestKey,
) -> Result<ProjectCall, Error> {
    let id = EVENTS.parse_field("event", &input.event)?;
    let new = convert::project_call::read_new(input)?;
    let read = api.database.read(&caller, async |connection| {
        hanging::of(connection, id).await
    });
    let event = read.await?;
    let opened = project_call::open(new, &event, &acting::actor(&caller), api.clock.today())?;
    let given = Arc::new((caller.clone(), event.division, opened));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, tenant, call) = &*given;
                let name = convert::event::project_call::OPENED;
                let stored = project_calls::insert(write, tenant, call.clone(), name).await?;
                convert::event::project_call::publish_opened(write, &stored);
                Ok(convert::project_call::message(&stored, caller))
            })
        })
        .await
}
