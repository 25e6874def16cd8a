//! IN_CREDIT_REVIEW → DECLINED, by another person than the one who reviewed.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Application, DeclineApplicationRequest};

use super::{FinancingApi, application_step};
use crate::domain::application::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: DeclineApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let command = Command::Decline {
        code: input.code,
        note: input.note,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    application_step::plain(api, caller, at, key, command).await
}
