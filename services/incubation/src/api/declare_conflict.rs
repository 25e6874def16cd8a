//! An expert leaves the panel for a conflict of interest.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Carrier, DeclareConflictRequest};

use super::IncubationApi;
use super::carrier_step::{self, Entrance};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: DeclareConflictRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let expert = match input.expert.is_empty() {
        true => caller.subject.clone(),
        false => input.expert,
    };
    let command = Command::Recuse {
        expert,
        reasons: input.reasons,
        note: input.note,
    };
    carrier_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
