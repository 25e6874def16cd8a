//! One variety.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{GetVarietyRequest, Variety};

use super::names::VARIETIES;
use super::{AgricultureApi, convert};
use crate::error::Error;
use crate::store::varieties;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetVarietyRequest,
) -> Result<Variety, Error> {
    let id = VARIETIES.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        varieties::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| VARIETIES.not_found(id))?;
    Ok(convert::variety::answer(&stored))
}
