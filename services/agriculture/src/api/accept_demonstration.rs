//! MEASURED → ACCEPTED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{AcceptDemonstrationRequest, Demonstration};

use super::{AgricultureApi, demonstration_step};
use crate::domain::demonstration::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: AcceptDemonstrationRequest,
    key: RequestKey,
) -> Result<Demonstration, Error> {
    let command = Command::Accept {
        note: input.note.clone(),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    demonstration_step::take(api, caller, at, key, command).await
}
