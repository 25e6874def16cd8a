//! An expert recuses themselves, or the office finds a conflict.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{DeclareAwardConflictRequest, Nomination};

use super::{EventsApi, nomination_step};
use crate::domain::nomination::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: DeclareAwardConflictRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::DeclareConflict {
        expert: input.expert.clone(),
        reasons: input.reasons.clone(),
        note: input.note.clone(),
    };
    nomination_step::plain(api, caller, at, key, command).await
}
