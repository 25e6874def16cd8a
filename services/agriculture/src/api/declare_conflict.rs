//! An expert declares a conflict of interest, or the authority finds one.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, DeclareConflictRequest};

use super::{AgricultureApi, base_step};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: DeclareConflictRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::DeclareConflict {
        expert: input.expert.clone(),
        reasons: input.reasons.clone(),
        note: input.note.clone(),
    };
    base_step::plain(api, caller, at, key, command).await
}
