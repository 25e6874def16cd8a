//! SUSPENDED → APPROVED (dismissed) or REFUSED (upheld).
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Claim, ResolveObjectionRequest};

use super::{ContractsApi, claim_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ResolveObjectionRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let at = (input.name.clone(), input.etag.clone());
    claim_step::take(api, caller, (&at.0, &at.1), key, move |_| {
        let reason = input.reason.clone();
        Ok(match input.upheld {
            true => Command::UpholdObjection {
                code: "OBJECTION_UPHELD".to_owned(),
                reason,
            },
            false => Command::DismissObjection { reason },
        })
    })
    .await
}
