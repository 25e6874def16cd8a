//! REPORTED → CONFIRMED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{ConfirmExtensionRequest, Extension};

use super::{AgricultureApi, extension_step};
use crate::domain::extension::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ConfirmExtensionRequest,
    key: RequestKey,
) -> Result<Extension, Error> {
    let command = Command::Confirm;
    let at = (input.name.as_str(), input.etag.as_str());
    extension_step::take(api, caller, at, key, command).await
}
