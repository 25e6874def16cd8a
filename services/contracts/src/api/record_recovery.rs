//! RECOVERING → RECOVERED once all that the breach takes back is back; a part leaves it RECOVERING.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{Claim, RecordRecoveryRequest};

use super::{ContractsApi, claim_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RecordRecoveryRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let at = (input.name.clone(), input.etag.clone());
    claim_step::take(api, caller, (&at.0, &at.1), key, move |_| {
        Ok(Command::RecordRecovery {
            amount: Fen(input.amount_fen),
        })
    })
    .await
}
