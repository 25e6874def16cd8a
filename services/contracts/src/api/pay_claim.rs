//! PUBLISHED → PAID once the notice's last day has passed; the fact is marked as paid, and kept before where
//! another programme could pay it, too.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Claim, PayClaimRequest};

use super::{ContractsApi, claim_fact, claim_step};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: PayClaimRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    claim_fact::keep(&api, &caller, &input.name).await?;
    let at = (input.name.clone(), input.etag.clone());
    claim_step::take(api, caller, (&at.0, &at.1), key, move |_| Ok(Command::Pay)).await
}
