//! OPEN → CLOSED, before its last day.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{CloseProjectCallRequest, ProjectCall};
use kezhuan_rpc::etag;

use super::names::PROJECT_CALLS;
use super::{EventsApi, acting, convert, hanging};
use crate::error::Error;
use crate::store::project_calls;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: CloseProjectCallRequest,
    key: RequestKey,
) -> Result<ProjectCall, Error> {
    let id = PROJECT_CALLS.parse(&input.name)?;
    let today = api.clock.today();
    let given = Arc::new((caller.clone(), input.etag));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, seen) = &*given;
                let before = project_calls::find(write, id).await?;
                let before = before.ok_or_else(|| PROJECT_CALLS.not_found(id))?;
                etag::check(seen, before.body.version)?;
                let event = hanging::of(write, before.body.event).await?;
                let closed = before.body.close(&event, &acting::actor(caller), today)?;
                let name = convert::event::project_call::CLOSED;
                let after = project_calls::save(write, &before, closed, name).await?;
                convert::event::project_call::publish_closed(write, &after);
                Ok(convert::project_call::message(&after, caller))
            })
        })
        .await
}
