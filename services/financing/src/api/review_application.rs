//! VALUED → IN_CREDIT_REVIEW: the credit officer's finding.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Application, ReviewApplicationRequest};

use super::{FinancingApi, application_step};
use crate::domain::application::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ReviewApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let command = Command::Review {
        finding: input.finding,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    application_step::plain(api, caller, at, key, command).await
}
