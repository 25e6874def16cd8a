//! ApproveActivation: one more person agrees; with the second the rule comes into the timeline.
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
    input: proto::ApproveActivationRequest,
) -> Result<proto::TimelineEntry, Error> {
    activation::step(api, caller, key, (&input.name, Command::Approve, "")).await
}
