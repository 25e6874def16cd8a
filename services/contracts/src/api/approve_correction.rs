//! PROPOSED → APPROVED of lines, for the payer's office. Nothing is paid or recovered by it.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{ApproveCorrectionRequest, Correction};

use super::ContractsApi;
use super::correction_step::{self, Step};
use crate::domain::correction::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ApproveCorrectionRequest,
    key: RequestKey,
) -> Result<Correction, Error> {
    let step = Step {
        name: input.name,
        etag: input.etag,
        claims: input.claims,
        command: Command::Approve,
        note: input.note,
    };
    correction_step::take(api, caller, key, step).await
}
