//! PAID → RECOVERING: a commitment that still runs was broken.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{RecordSubsidyBreachRequest, SubsidyClaim};

use super::FinancingApi;
use super::subsidy_step::{self, Entrance};
use crate::domain::subsidy::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RecordSubsidyBreachRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::RecordBreach {
        reason: input.reason,
    };
    subsidy_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
