//! One application.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{Application, GetApplicationRequest};

use super::{FinancingApi, application_step, convert};
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetApplicationRequest,
) -> Result<Application, Error> {
    let stored = application_step::open(&api, &caller, (&input.name, "")).await?;
    Ok(convert::application::message(&stored, &caller))
}
