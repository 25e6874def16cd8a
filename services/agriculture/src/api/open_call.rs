//! Opens a call of the caller's authority.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Call, OpenCallRequest};
use uuid::Uuid;

use super::{AgricultureApi, acting, convert};
use crate::domain::call::{self, NewCall};
use crate::error::Error;
use crate::store::calls;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: OpenCallRequest,
    key: RequestKey,
) -> Result<Call, Error> {
    let new = NewCall {
        id: Uuid::now_v7(),
        level: convert::call::read_level("level", input.level)?,
        programme_name: input.programme_name,
        opens_on: convert::day::read("opens_on", &input.opens_on)?,
        closes_on: convert::day::read("closes_on", &input.closes_on)?,
    };
    let opened = call::open(new, &acting::actor(&caller), api.clock.today())?;
    let given = Arc::new((opened, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (call, caller) = &*given;
                let name = convert::event::call::OPENED;
                let stored = calls::insert(write, call.clone(), name).await?;
                convert::event::call::publish_opened(write, &stored);
                Ok(convert::call::message(&stored, caller))
            })
        })
        .await
}
