//! The emergency stop.
use kezhuan_auth::Role;
use kezhuan_protocol::rules::v1::{Delivery, rule_stop};

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
    let stop = rules_desk::stop(&session, hook, fallback, reason, request_id::fresh()).await?;
    println!("{hook} of {tenant} is stopped: {meanwhile}");
    println!("{}", how_far(&stop.deliveries));
    Ok(())
}

/// Ends the stop.
pub async fn resume(hook: &str, reason: &str, place: &Place) -> anyhow::Result<()> {
    let tenant = place.tenant()?;
    let session = place.session(Role::RuleApprover)?;
    let stop = rules_desk::resume(&session, hook, reason, request_id::fresh()).await?;
    println!("{hook} of {tenant} is answered by its rule in force again");
    println!("{}", how_far(&stop.deliveries));
    Ok(())
}

/// In which services a change holds by now, a line each.
pub fn how_far(deliveries: &[Delivery]) -> String {
    if deliveries.is_empty() {
        return "no service is told by call: each takes it over from the event".to_owned();
    }
    let lines: Vec<String> = deliveries
        .iter()
        .map(|delivery| match delivery.adopted {
            true => format!("  holds in {}", delivery.service),
            false => format!(
                "  NOT YET in {}, which is told again until it answers: {}",
                delivery.service, delivery.problem
            ),
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_has_not_answered_is_named() {
        let delivery = |service: &str, problem: &str| Delivery {
            service: service.to_owned(),
            adopted: problem.is_empty(),
            problem: problem.to_owned(),
        };
        let told = how_far(&[delivery("http://a", ""), delivery("http://b", "refused")]);
        assert_eq!(
            told,
            "  holds in http://a\n  NOT YET in http://b, which is told again until it answers: refused"
        );
        assert!(how_far(&[]).contains("from the event"));
    }
}
