//! The emergency stop.
use kezhuan_auth::Role;
use kezhuan_protocol::rules::v1::rule_stop;

use super::Place;
use crate::request_id;
use crate::rules_desk;

/// What answers while a hook is stopped.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Fallback {
    /// The version that was in force before
    Previous,
    /// Nothing: a person decides each case
    Manual,
}

/// Stops the hook.
pub async fn stop(
    hook: &str,
    fallback: Fallback,
    reason: &str,
    place: &Place,
) -> anyhow::Result<()> {
    let tenant = place.tenant()?;
    let session = place.session(Role::RuleApprover)?;
    let (fallback, meanwhile) = match fallback {
        Fallback::Previous => (
            rule_stop::Fallback::PreviousVersion,
            "the version before answers",
        ),
        Fallback::Manual => (rule_stop::Fallback::ManualQueue, "a person decides"),
    };
    rules_desk::stop(&session, hook, fallback, reason, request_id::fresh()).await?;
    println!("{hook} of {tenant} is stopped: {meanwhile}");
    Ok(())
}

/// Ends the stop.
pub async fn resume(hook: &str, reason: &str, place: &Place) -> anyhow::Result<()> {
    let tenant = place.tenant()?;
    let session = place.session(Role::RuleApprover)?;
    rules_desk::resume(&session, hook, reason, request_id::fresh()).await?;
    println!("{hook} of {tenant} is answered by its rule in force again");
    Ok(())
}
