//! One command on one contract: the chart first, then the step's own conditions.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_law::WorkingCalendar;

use super::chart::{self, Destination};
use super::command::{Command, Step};
use super::{
    Contract, ContractVersion, Event, State, acceptance, amendment, ending, expert, filing, manual,
    registration, review,
};
use crate::domain::actor::Actor;
use crate::domain::materials::Material;
use crate::domain::parameters::Parameters;
use crate::domain::refused::Refused;

/// What holds while a command is decided.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    pub parameters: &'a Parameters,
    /// Kinds of the documents attached to the case.
    pub materials: &'a BTreeSet<Material>,
}

/// What a command led to; saved and published together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The contract after the step, its version and its event sequence one higher.
    pub contract: Contract,
    pub from: State,
    pub event: Event,
    /// The version that came into force, if one did.
    pub new_version: Option<ContractVersion>,
}

/// Takes `command` on `contract`, or says why not; the contract itself stays as it was.
pub fn decide(
    contract: &Contract,
    command: &Command,
    actor: &Actor,
    context: &Context<'_>,
) -> Result<Decided, Refused> {
    let step = command.step(expert::completes(contract, context.parameters));
    let to = destination(contract, step)?;
    let mut after = contract.clone();
    after.version += 1;
    after.event_sequence += 1;
    let event = take(&mut after, command, actor, context)?;
    after.state = to;
    let new_version = match &event {
        Event::ContractRegistered { .. } | Event::ContractAmended { .. } => {
            after.version_in_force()
        }
        _ => None,
    };
    Ok(Decided {
        contract: after,
        from: contract.state,
        event,
        new_version,
    })
}

fn destination(contract: &Contract, step: Step) -> Result<State, Refused> {
    let forbidden = || forbids(contract.state, step);
    match chart::next(contract.state, step).ok_or_else(forbidden)? {
        Destination::To(state) => Ok(state),
        Destination::Back => {
            let case = contract.manual.as_ref().ok_or_else(forbidden)?;
            Ok(case.from)
        }
        Destination::Blocked => {
            let case = contract.manual.as_ref().ok_or_else(forbidden)?;
            match chart::next(case.blocked.from(), case.blocked.step()) {
                Some(Destination::To(state)) => Ok(state),
                Some(Destination::Back | Destination::Blocked) | None => Err(forbidden()),
            }
        }
    }
}

/// The refusal of a step that the state does not allow.
pub(super) fn forbids(state: State, step: Step) -> Refused {
    let (state_name, step_name) = (state.name(), step.name());
    Refused::new(
        "STATE_FORBIDS",
        format!(
            "合同当前状态为“{}”,不能办理“{}”",
            state_name.zh, step_name.zh
        ),
        format!(
            "a contract in state {} does not allow: {}",
            state.as_str(),
            step_name.en
        ),
    )
    .with("state", state.as_str())
    .with("command", format!("{step:?}"))
}

fn take(
    contract: &mut Contract,
    command: &Command,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    match command {
        Command::Submit => filing::submit(contract, actor, at),
        Command::Resubmit => filing::resubmit(contract, actor, at),
        Command::Lapse => filing::lapse(contract, actor, at),
        Command::Withdraw { reason } => filing::withdraw(contract, reason, actor, at),
        Command::FileSupplement {
            form,
            promised_working_days,
        } => filing::supplement(contract, form.as_deref(), *promised_working_days, actor, at),
        Command::Return { ground, note } => {
            acceptance::send_back_to_applicant(contract, *ground, note, actor, at)
        }
        Command::Refuse { ground, note } => acceptance::refuse(contract, *ground, note, actor, at),
        Command::Accept {
            promised_working_days,
        } => acceptance::accept(contract, *promised_working_days, actor, at),
        Command::AskSupplement { note } => acceptance::ask_supplement(contract, note, actor, at),
        Command::Reopen { reason } => acceptance::reopen(contract, reason, actor, at),
        Command::Classify(view) => review::classify(contract, view, actor, at),
        Command::SendBack { note } => review::send_back(contract, note, actor, at),
        Command::Reject { ground, note } => review::reject(contract, *ground, note, actor, at),
        Command::AskExpertReview => expert::ask(contract, actor, at),
        Command::GiveOpinion { recognise, text } => expert::give(contract, *recognise, text, actor),
        Command::Register(new) => registration::register(contract, new, actor, at),
        Command::SendToManual {
            blocked,
            hook,
            failure,
        } => manual::send(contract, *blocked, hook, failure, actor),
        Command::AskAgain => manual::ask_again(contract, actor),
        Command::DecideManual {
            reason,
            registration,
        } => manual::decide(contract, reason, registration.as_ref(), actor, at),
        Command::AskAmendment { form, reason } => amendment::ask(contract, form, reason, actor, at),
        Command::ReviewAmendment(view) => amendment::review(contract, view, actor, at),
        Command::ApproveAmendment { verified_income } => {
            amendment::approve(contract, *verified_income, actor, at)
        }
        Command::RefuseAmendment { note } => amendment::refuse(contract, note, actor, at),
        Command::WithdrawAmendment => amendment::withdraw(contract, actor),
        Command::Deregister { ground, note } => {
            ending::deregister(contract, *ground, note, actor, at)
        }
        Command::Annul { note } => ending::annul(contract, note, actor, at),
    }
}
