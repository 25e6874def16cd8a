//! PRODUCTION → REFUSED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{RefuseVarietyRequest, Variety};

use super::{AgricultureApi, variety_step};
use crate::domain::variety::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: RefuseVarietyRequest,
    key: RequestKey,
) -> Result<Variety, Error> {
    let command = Command::Refuse {
        code: input.code.clone(),
        note: input.note.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    variety_step::take(api, caller, at, key, command).await
}
