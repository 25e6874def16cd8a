//! RECOVERING → RECOVERED once all is back; a part leaves it RECOVERING.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{RecordSubsidyRecoveryRequest, SubsidyClaim};

use super::FinancingApi;
use super::subsidy_step::{self, Entrance};
use crate::domain::subsidy::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RecordSubsidyRecoveryRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::RecordRecovery {
        amount: Fen(input.amount_fen),
    };
    subsidy_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
