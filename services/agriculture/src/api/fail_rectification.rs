//! RECTIFYING → WARNED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, FailRectificationRequest};

use super::{AgricultureApi, base_step};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: FailRectificationRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::CheckRectification {
        passed: false,
        note: input.note.clone(),
    };
    base_step::plain(api, caller, at, key, command).await
}
