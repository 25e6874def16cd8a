//! When a rule failed: the step waits, until a person decides it without the rule or the rule is asked again.
use super::command::{Blocked, NewRegistration};
use super::decide::{Context, forbids};
use super::parts::{ManualCase, ManualDecision};
use super::{Contract, Event, Step, acceptance, guard, registration};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::refused::Refused;

pub(super) fn send(
    contract: &mut Contract,
    blocked: Blocked,
    hook: &str,
    failure: &str,
    actor: &Actor,
) -> Result<Event, Refused> {
    guard::service(actor)?;
    if contract.state != blocked.from() {
        return Err(forbids(contract.state, Step::SendToManual));
    }
    contract.manual = Some(ManualCase {
        from: contract.state,
        blocked,
        hook: hook.to_owned(),
        failure: failure.to_owned(),
    });
    Ok(Event::ContractSentToManual {
        hook: hook.to_owned(),
        failure: failure.to_owned(),
    })
}

/// A registrar asks again, or the service does when a new package came into force.
pub(super) fn ask_again(contract: &mut Contract, actor: &Actor) -> Result<Event, Refused> {
    if !actor.is_service {
        guard::office(contract, actor, &[Role::Registrar, Role::Registrar2])?;
    }
    contract.manual = None;
    Ok(Event::ContractManualResolved)
}

/// Decides the blocked step by the right of its own role; its event is the one that is published.
pub(super) fn decide(
    contract: &mut Contract,
    reason: &str,
    new: Option<&NewRegistration>,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    duty::reasoned("reason", reason)?;
    let Some(case) = contract.manual.take() else {
        return Err(guard::inconsistent("manual"));
    };
    contract.manual_decisions.push(ManualDecision {
        blocked: case.blocked,
        hook: case.hook,
        reason: reason.to_owned(),
        by: actor.subject.clone(),
        decided_on: at.today,
    });
    match case.blocked {
        Blocked::Accept => acceptance::accept(contract, None, actor, at),
        Blocked::Register => {
            let new = new.ok_or_else(|| guard::inconsistent("certificate_number"))?;
            registration::register(contract, new, actor, at)
        }
    }
}
