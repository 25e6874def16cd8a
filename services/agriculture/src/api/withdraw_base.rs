//! Any state before the decision → WITHDRAWN, by its organisation.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, WithdrawBaseRequest};

use super::{AgricultureApi, base_step};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: WithdrawBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    base_step::plain(api, caller, at, key, Command::Withdraw).await
}
