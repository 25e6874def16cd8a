//! PAID or RECOVERING → RECOVERING: what came back is shared by what each party still bears.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{CompensationClaim, RecordCompensationRecoveryRequest};

use super::{FinancingApi, compensation_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RecordCompensationRecoveryRequest,
    key: RequestKey,
) -> Result<CompensationClaim, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Recover {
        gross: Fen(input.gross_fen),
        costs: Fen(input.costs_fen),
    };
    compensation_step::take(api, caller, at, key, command).await
}
