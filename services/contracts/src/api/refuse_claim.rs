//! COMPUTED → REFUSED, and an approved grant whose contract no longer carries it; what it held is released.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Claim, RefuseClaimRequest};

use super::{ContractsApi, claim_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RefuseClaimRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let at = (input.name.clone(), input.etag.clone());
    claim_step::take(api, caller, (&at.0, &at.1), key, move |_| {
        Ok(Command::Refuse {
            code: input.code.clone(),
            note: input.note.clone(),
        })
    })
    .await
}
