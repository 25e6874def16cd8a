//! One command on one return: the chart first, then the step's own conditions.
use chrono::NaiveDate;

use super::cell::{Figures, Known};
use super::fill::Statement;
use super::{Profile, State, Step, Terms, TorchReturn};
use super::{due, fill, next, review};
use crate::domain::actor::Actor;
use crate::domain::refused::Refused;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// What the service knows now takes the place of what it knew.
    Prefill {
        known: Known,
    },
    /// By the operator; what is not named stays as it was.
    Fill {
        profile: Profile,
        statements: Vec<Statement>,
    },
    Submit,
    /// By the county.
    Check {
        note: String,
    },
    /// By the city.
    Accept {
        note: String,
    },
    /// By the county before its check, by the city after it.
    SendBack {
        reason: String,
    },
    Freeze,
    Remind,
    MarkOverdue,
    Withdraw {
        reason: String,
    },
}

/// Who asks, when, and what the year before came to.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    /// Of the carrier's return of the year before, where the city accepted it.
    pub last_year: Option<&'a Figures>,
    pub terms: &'a Terms,
}

/// What happened to a return: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    TorchReturnPrefilled,
    TorchReturnFilled,
    TorchReturnSubmitted,
    TorchReturnChecked,
    TorchReturnAccepted,
    TorchReturnSentBack { reason: String, due_on: NaiveDate },
    TorchReturnFrozen,
    TorchReturnReminded { days_left: u32 },
    TorchReturnOverdue { since: NaiveDate },
    TorchReturnWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::TorchReturnPrefilled => "TorchReturnPrefilled",
            Event::TorchReturnFilled => "TorchReturnFilled",
            Event::TorchReturnSubmitted => "TorchReturnSubmitted",
            Event::TorchReturnChecked => "TorchReturnChecked",
            Event::TorchReturnAccepted => "TorchReturnAccepted",
            Event::TorchReturnSentBack { .. } => "TorchReturnSentBack",
            Event::TorchReturnFrozen => "TorchReturnFrozen",
            Event::TorchReturnReminded { .. } => "TorchReturnReminded",
            Event::TorchReturnOverdue { .. } => "TorchReturnOverdue",
            Event::TorchReturnWithdrawn => "TorchReturnWithdrawn",
        }
    }
}

/// What a command led to; saved and published together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The return after the step, its version one higher.
    pub torch_return: TorchReturn,
    pub from: State,
    pub event: Event,
}

/// What one step adds to the return it changed.
pub(super) type Outcome = Result<Event, Refused>;

/// Takes `command` on a return, or says why not; the return itself stays as it was.
pub fn decide(
    torch_return: &TorchReturn,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(torch_return.state, command.step())?;
    let mut after = torch_return.clone();
    let event = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        torch_return: after,
        from: torch_return.state,
        event,
    })
}

fn take(torch_return: &mut TorchReturn, command: Command, at: &Circumstances<'_>) -> Outcome {
    match command {
        Command::Prefill { known } => fill::prefill(torch_return, &known, at),
        Command::Fill {
            profile,
            statements,
        } => fill::fill(torch_return, profile, statements, at),
        Command::Submit => fill::submit(torch_return, at),
        Command::Withdraw { reason } => fill::withdraw(torch_return, reason, at),
        Command::Check { note } => review::check(torch_return, note, at),
        Command::Accept { note } => review::accept(torch_return, note, at),
        Command::SendBack { reason } => review::send_back(torch_return, reason, at),
        Command::Freeze => review::freeze(torch_return, at),
        Command::Remind => due::remind(torch_return, at),
        Command::MarkOverdue => due::mark_overdue(torch_return, at),
    }
}

impl Command {
    const fn step(&self) -> Step {
        match self {
            Command::Prefill { .. } => Step::Prefill,
            Command::Fill { .. } => Step::Fill,
            Command::Submit => Step::Submit,
            Command::Check { .. } => Step::Check,
            Command::Accept { .. } => Step::Accept,
            Command::SendBack { .. } => Step::SendBack,
            Command::Freeze => Step::Freeze,
            Command::Remind => Step::Remind,
            Command::MarkOverdue => Step::MarkOverdue,
            Command::Withdraw { .. } => Step::Withdraw,
        }
    }
}
