//! WithdrawActivation: whoever proposed an activation takes it back.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::rules::v1 as proto;

use super::{RulesApi, activation};
use crate::domain::proposal::Command;
use crate::error::Error;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::WithdrawActivationRequest,
) -> Result<proto::TimelineEntry, Error> {
    if input.reason.trim().is_empty() {
        return Err(Error::no_reason());
    }
    let step = (
        input.name.as_str(),
        Command::Withdraw,
        input.reason.as_str(),
    );
    activation::step(api, caller, key, step).await
}
