//! One call; everybody reads calls.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{Call, GetCallRequest};
use uuid::Uuid;

use super::names::CALLS;
use super::{AgricultureApi, convert};
use crate::domain::call;
use crate::error::Error;
use crate::store::calls;
use crate::store::stored::Stored;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetCallRequest,
) -> Result<Call, Error> {
    let found = named(&api, &caller, CALLS.parse(&input.name)?).await?;
    Ok(convert::call::message(&found, &caller))
}

/// The call of that id.
pub async fn named(
    api: &AgricultureApi,
    caller: &Caller,
    id: Uuid,
) -> Result<Stored<call::Call>, Error> {
    let found = api
        .database
        .read(caller, async |connection| calls::find(connection, id).await);
    Ok(found.await?.ok_or_else(|| CALLS.not_found(id))?)
}
