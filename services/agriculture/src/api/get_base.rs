//! One base.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{Base, GetBaseRequest};

use super::{AgricultureApi, base_step, convert};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetBaseRequest,
) -> Result<Base, Error> {
    let stored = base_step::open(&api, &caller, (&input.name, "")).await?;
    Ok(convert::transformation_base::message(&stored, &caller))
}
