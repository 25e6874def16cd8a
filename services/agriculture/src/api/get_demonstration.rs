//! One demonstration.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{Demonstration, GetDemonstrationRequest};

use super::names::DEMONSTRATIONS;
use super::{AgricultureApi, convert};
use crate::error::Error;
use crate::store::demonstrations;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetDemonstrationRequest,
) -> Result<Demonstration, Error> {
    let id = DEMONSTRATIONS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        demonstrations::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| DEMONSTRATIONS.not_found(id))?;
    Ok(convert::demonstration::answer(&stored, &caller))
}
