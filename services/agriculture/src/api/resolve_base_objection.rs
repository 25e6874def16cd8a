//! SUSPENDED → PROPOSED, or REFUSED (a renewal EXPIRED).
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, ResolveBaseObjectionRequest};

use super::{AgricultureApi, base_step};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ResolveBaseObjectionRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::ResolveObjection {
        upheld: input.upheld,
        reason: input.reason.clone(),
    };
    base_step::plain(api, caller, at, key, command).await
}
