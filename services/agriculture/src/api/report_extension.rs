//! OPEN → REPORTED, with the price its value is counted by.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Extension, ReportExtensionRequest};

use super::{AgricultureApi, convert, extension_step};
use crate::domain::extension::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ReportExtensionRequest,
    key: RequestKey,
) -> Result<Extension, Error> {
    let command = Command::Report(convert::extension::read_price(input.price.as_ref())?);
    let at = (input.name.as_str(), input.etag.as_str());
    extension_step::take(api, caller, at, key, command).await
}
