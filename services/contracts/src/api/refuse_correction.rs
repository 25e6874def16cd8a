//! PROPOSED → REFUSED of lines: the decisions that stand stay as they are.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Correction, RefuseCorrectionRequest};

use super::ContractsApi;
use super::correction_step::{self, Step};
use crate::domain::correction::Command;
use crate::domain::refused::Refused;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RefuseCorrectionRequest,
    key: RequestKey,
) -> Result<Correction, Error> {
    if input.note.trim().is_empty() {
        let missing = Refused::new(
            "REASON_MISSING",
            "请写明不予更正的理由",
            "say why the lines are refused",
        );
        return Err(missing.into());
    }
    let step = Step {
        name: input.name,
        etag: input.etag,
        claims: input.claims,
        command: Command::Refuse,
        note: input.note,
    };
    correction_step::take(api, caller, key, step).await
}
