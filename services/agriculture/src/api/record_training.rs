//! OPEN stays: one training of farmers.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Extension, RecordTrainingRequest};

use super::{AgricultureApi, convert, extension_step};
use crate::domain::extension::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: RecordTrainingRequest,
    key: RequestKey,
) -> Result<Extension, Error> {
    let command = Command::Train(convert::extension::read_training(input.training.as_ref())?);
    let at = (input.name.as_str(), input.etag.as_str());
    extension_step::take(api, caller, at, key, command).await
}
