//! PUBLISHED → SUSPENDED. A public notice is open to everybody, so the objector first becomes a party of the claim.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Claim, ObjectToClaimRequest};

use super::ContractsApi;
use super::claim_step::{self, Entrance};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ObjectToClaimRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let at = (input.name.clone(), input.etag.clone());
    let command = move |_: &_| {
        Ok(Command::Object {
            text: input.text.clone(),
        })
    };
    claim_step::take_by(Entrance::Public, api, caller, (&at.0, &at.1), key, command).await
}
