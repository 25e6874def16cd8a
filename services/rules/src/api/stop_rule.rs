//! StopRule: a tenant's hook is answered by the version before, or by nobody, from now on.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::rules::v1 as proto;
use proto::rule_stop::Fallback as Told;

use super::RulesApi;
use super::stop_step::{Change, step};
use crate::domain::stop::{Command, Fallback};
use crate::error::Error;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::StopRuleRequest,
) -> Result<proto::RuleStop, Error> {
    let fallback = match input.fallback() {
        Told::PreviousVersion => Fallback::PreviousVersion,
        Told::ManualQueue => Fallback::ManualQueue,
        Told::Unspecified => {
            return Err(Error::Invalid {
                field: "fallback",
                problem: "say what answers meanwhile: PREVIOUS_VERSION or MANUAL_QUEUE".to_owned(),
            });
        }
    };
    let change = Change {
        tenant: &input.tenant,
        hook: &input.hook,
        command: Command::Stop(fallback),
        reason: &input.reason,
    };
    step(api, caller, key, change).await
}
