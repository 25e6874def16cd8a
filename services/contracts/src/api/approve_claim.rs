//! COMPUTED → APPROVED; the budget is committed, and the grant tied to its commitments.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{ApproveClaimRequest, Claim};

use super::convert_claim::commitments;
use super::{ContractsApi, claim_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ApproveClaimRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let at = (input.name.clone(), input.etag.clone());
    claim_step::take(api, caller, (&at.0, &at.1), key, move |_| {
        Ok(Command::Approve {
            commitments: commitments(&input.commitments)?,
        })
    })
    .await
}
