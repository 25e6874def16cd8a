//! OPEN → CLOSED, before its last day.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Call, CloseCallRequest};
use kezhuan_rpc::etag;

use super::names::CALLS;
use super::{AgricultureApi, acting, convert};
use crate::error::Error;
use crate::store::calls;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: CloseCallRequest,
    key: RequestKey,
) -> Result<Call, Error> {
    let id = CALLS.parse(&input.name)?;
    let today = api.clock.today();
    let given = Arc::new((caller.clone(), input.etag));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, seen) = &*given;
                let before = calls::find(write, id).await?;
                let before = before.ok_or_else(|| CALLS.not_found(id))?;
                etag::check(seen, before.body.version)?;
                let closed = before.body.close(&acting::actor(caller), today)?;
                let name = convert::event::call::CLOSED;
                let after = calls::save(write, &before, closed, name).await?;
                convert::event::call::publish_closed(write, &after);
                Ok(convert::call::message(&after, caller))
            })
        })
        .await
}
