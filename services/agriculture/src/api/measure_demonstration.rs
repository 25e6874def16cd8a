//! RUNNING → MEASURED: what the experts measured.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Demonstration, MeasureDemonstrationRequest};

use super::{AgricultureApi, convert, demonstration_step};
use crate::domain::demonstration::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: MeasureDemonstrationRequest,
    key: RequestKey,
) -> Result<Demonstration, Error> {
    let command = Command::Measure(convert::demonstration::read_measured(&input)?);
    let at = (input.name.as_str(), input.etag.as_str());
    demonstration_step::take(api, caller, at, key, command).await
}
