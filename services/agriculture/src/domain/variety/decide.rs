//! One command on one variety: the chart first, then the step's own conditions.
use chrono::NaiveDate;

use super::papers::{Approval, Introduction, Registration, Report};
use super::{State, Step, Variety, next, review, trials};
use crate::domain::actor::Actor;
use crate::domain::refused::Refused;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By its owner, or the authority that has the report; so are the next two.
    RecordDus {
        report: Report,
    },
    RecordRegional {
        report: Report,
    },
    RecordProduction {
        report: Report,
    },
    /// By the authority, once every trial is done; so are the ones that follow.
    Approve {
        approval: Approval,
    },
    /// Of an approval given elsewhere, or for one more region: whoever gave it saw to the trials.
    RecordApproval {
        approval: Approval,
    },
    Refuse {
        code: String,
        note: String,
    },
    /// Of a crop that needs no approval.
    Register {
        registration: Registration,
    },
    Introduce {
        introduction: Introduction,
    },
    /// By its owner before the decision, by the authority after it.
    Withdraw {
        reason: String,
    },
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
}

/// What happened to a variety: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    VarietyDusRecorded,
    VarietyRegionalTrialRecorded { cycles: usize },
    VarietyProductionTrialRecorded { cycles: usize },
    VarietyApproved { approval: Approval },
    VarietyRefused { code: String },
    VarietyRegistered { number: String },
    VarietyIntroductionFiled { introduction: Introduction },
    VarietyWithdrawn { reason: String },
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::VarietyDusRecorded => "VarietyDusRecorded",
            Event::VarietyRegionalTrialRecorded { .. } => "VarietyRegionalTrialRecorded",
            Event::VarietyProductionTrialRecorded { .. } => "VarietyProductionTrialRecorded",
            Event::VarietyApproved { .. } => "VarietyApproved",
            Event::VarietyRefused { .. } => "VarietyRefused",
            Event::VarietyRegistered { .. } => "VarietyRegistered",
            Event::VarietyIntroductionFiled { .. } => "VarietyIntroductionFiled",
            Event::VarietyWithdrawn { .. } => "VarietyWithdrawn",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The variety after the step, its version one higher.
    pub variety: Variety,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `variety`, or says why not; the variety itself stays as it was.
pub fn decide(
    variety: &Variety,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(variety.state, command.step_on(variety))?;
    let mut after = variety.clone();
    let event = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        variety: after,
        from: variety.state,
        event,
    })
}

impl Command {
    fn step_on(&self, variety: &Variety) -> Step {
        match self {
            Command::RecordDus { .. } => Step::RecordDus,
            Command::RecordRegional { .. } => Step::RecordRegional,
            Command::RecordProduction { .. } => Step::RecordProduction,
            Command::Approve { .. } => Step::Approve,
            Command::RecordApproval { .. } => Step::RecordApproval,
            Command::Refuse { .. } => Step::Refuse,
            Command::Register { .. } => Step::Register,
            Command::Introduce { .. } => Step::Introduce,
            Command::Withdraw { .. } => match variety.state {
                State::Bred | State::Dus | State::Regional | State::Production => Step::TakeBack,
                State::Approved | State::Refused | State::Registered | State::Withdrawn => {
                    Step::Revoke
                }
            },
        }
    }
}

fn take(variety: &mut Variety, command: Command, at: &Circumstances<'_>) -> Result<Event, Refused> {
    match command {
        Command::RecordDus { report } => trials::record_dus(variety, report, at),
        Command::RecordRegional { report } => trials::record_regional(variety, report, at),
        Command::RecordProduction { report } => trials::record_production(variety, report, at),
        Command::Approve { approval } => review::approve(variety, approval, at),
        Command::RecordApproval { approval } => review::record_approval(variety, approval, at),
        Command::Refuse { code, note } => review::refuse(variety, code, note, at),
        Command::Register { registration } => review::register(variety, registration, at),
        Command::Introduce { introduction } => review::introduce(variety, introduction, at),
        Command::Withdraw { reason } => review::withdraw(variety, reason, at),
    }
}
