//! DUS or REGIONAL → REGIONAL: one cycle.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{RecordRegionalTrialRequest, Variety};

use super::{AgricultureApi, convert, variety_step};
use crate::domain::variety::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: RecordRegionalTrialRequest,
    key: RequestKey,
) -> Result<Variety, Error> {
    let command = Command::RecordRegional {
        report: convert::variety::read_report(input.report.as_ref())?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    variety_step::take(api, caller, at, key, command).await
}
