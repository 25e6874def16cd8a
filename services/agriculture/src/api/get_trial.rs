//! One trial.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{GetTrialRequest, Trial};

use super::names::TRIALS;
use super::{AgricultureApi, convert};
use crate::error::Error;
use crate::store::trials;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetTrialRequest,
) -> Result<Trial, Error> {
    let id = TRIALS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        trials::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| TRIALS.not_found(id))?;
    Ok(convert::trial::answer(&stored, &caller))
}
