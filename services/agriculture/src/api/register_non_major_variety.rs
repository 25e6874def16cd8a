//! BRED → REGISTERED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{RegisterNonMajorVarietyRequest, Variety};

use super::{AgricultureApi, convert, variety_step};
use crate::domain::variety::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: RegisterNonMajorVarietyRequest,
    key: RequestKey,
) -> Result<Variety, Error> {
    let command = Command::Register {
        registration: convert::variety::read_registration(input.registration.as_ref())?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    variety_step::take(api, caller, at, key, command).await
}
