//! PRODUCTION → APPROVED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{ApproveVarietyRequest, Variety};

use super::{AgricultureApi, convert, variety_step};
use crate::domain::variety::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ApproveVarietyRequest,
    key: RequestKey,
) -> Result<Variety, Error> {
    let command = Command::Approve {
        approval: convert::variety::read_approval(input.approval.as_ref())?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    variety_step::take(api, caller, at, key, command).await
}
