//! ResumeRule: the rule in force answers again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::rules::v1 as proto;

use super::RulesApi;
use super::stop_step::{Change, step};
use crate::domain::stop::Command;
use crate::error::Error;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::ResumeRuleRequest,
) -> Result<proto::RuleStop, Error> {
    let change = Change {
        tenant: &input.tenant,
        hook: &input.hook,
        command: Command::Resume,
        reason: &input.reason,
    };
    step(api, caller, key, change).await
}
