//! The emergency stop of a hook, and its end.
use kezhuan_protocol::rules::v1::rule_stop::Fallback;
use kezhuan_protocol::rules::v1::{ResumeRuleRequest, RuleStop, StopRuleRequest};

use crate::refusal;
use crate::suite::Session;

/// Stops a hook of the caller's tenant at once.
pub async fn stop(
    session: &Session,
    hook: &str,
    fallback: Fallback,
    reason: &str,
    request_id: String,
) -> anyhow::Result<RuleStop> {
    let request = StopRuleRequest {
        tenant: String::new(),
        hook: hook.to_owned(),
        fallback: fallback.into(),
        reason: reason.to_owned(),
        request_id,
    };
    let answer = session.rules()?.stop_rule(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Lets the rule in force answer again.
pub async fn resume(
    session: &Session,
    hook: &str,
    reason: &str,
    request_id: String,
) -> anyhow::Result<RuleStop> {
    let request = ResumeRuleRequest {
        tenant: String::new(),
        hook: hook.to_owned(),
        reason: reason.to_owned(),
        request_id,
    };
    let answer = session.rules()?.resume_rule(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}
