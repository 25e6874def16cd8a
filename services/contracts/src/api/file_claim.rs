//! DRAFT → FILED → COMPUTED or MANUAL: the claim is filed and the paying tenant's rule asked, in one write.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Claim, FileClaimRequest};

use super::{ContractsApi, claim_rule};
use crate::domain::claim::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: FileClaimRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    claim_rule::settle(api, caller, (&input.name, &input.etag), key, |situation| {
        Command::File {
            materials: situation.behind.materials.clone(),
        }
    })
    .await
}
