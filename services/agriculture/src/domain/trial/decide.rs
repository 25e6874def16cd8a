//! One command on one trial: the step's own conditions, and the chart's word on where it leads.
use chrono::NaiveDate;

use super::experts::{self, Finding, Nominee};
use super::harvest::{self, Figures};
use super::verify::{self, RuleOutcome};
use super::{State, Step, Terms, Trial, next};
use crate::domain::actor::Actor;
use crate::domain::capacity;
use crate::domain::plot::Plot;
use crate::domain::refused::Refused;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the operator; so is the harvest.
    Sow {
        sown_on: NaiveDate,
    },
    Harvest {
        harvested_on: NaiveDate,
        plots: Vec<Plot>,
    },
    /// By the authority.
    AssignExperts {
        nominees: Vec<Nominee>,
    },
    /// By the expert, or by the authority.
    DeclareConflict {
        expert: String,
        reasons: Vec<String>,
        note: String,
    },
    /// By an assigned expert.
    GiveOpinion {
        finding: Finding,
        note: String,
    },
    /// By the authority; `asked` is what its rule said, where `verifiable` left it to the rule.
    Verify {
        asked: Option<RuleOutcome>,
    },
    /// By the authority; so are the next two.
    Void {
        code: String,
        note: String,
    },
    Resolve {
        accept: bool,
        reason: String,
    },
    AskAgain,
    /// By the operator, before it is decided.
    Withdraw,
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub terms: &'a Terms,
}

/// What happened to a trial: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    TrialSown,
    TrialHarvested { figures: Figures },
    TrialExpertsAssigned,
    TrialConflictDeclared { expert: String },
    TrialOpinionGiven { finding: Finding },
    TrialVerified { reasons: Vec<String> },
    TrialVoided { reasons: Vec<String> },
    TrialSentToManual { failure: String },
    TrialAskedAgain,
    TrialWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::TrialSown => "TrialSown",
            Event::TrialHarvested { .. } => "TrialHarvested",
            Event::TrialExpertsAssigned => "TrialExpertsAssigned",
            Event::TrialConflictDeclared { .. } => "TrialConflictDeclared",
            Event::TrialOpinionGiven { .. } => "TrialOpinionGiven",
            Event::TrialVerified { .. } => "TrialVerified",
            Event::TrialVoided { .. } => "TrialVoided",
            Event::TrialSentToManual { .. } => "TrialSentToManual",
            Event::TrialAskedAgain => "TrialAskedAgain",
            Event::TrialWithdrawn => "TrialWithdrawn",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The trial after the step, its version one higher.
    pub trial: Trial,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `trial`, or says why not; the trial itself stays as it was.
pub fn decide(
    trial: &Trial,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    // Where the chart is silent, nothing else is said.
    next(trial.state, command.first_step())?;
    let mut after = trial.clone();
    let (step, event) = take(&mut after, command, circumstances)?;
    after.state = next(trial.state, step)?;
    after.version += 1;
    Ok(Decided {
        trial: after,
        from: trial.state,
        event,
    })
}

impl Command {
    /// The step it is about; what a verification comes to is told by its outcome.
    const fn first_step(&self) -> Step {
        match self {
            Command::Sow { .. } => Step::Sow,
            Command::Harvest { .. } => Step::Harvest,
            Command::AssignExperts { .. } => Step::AssignExperts,
            Command::DeclareConflict { .. } => Step::DeclareConflict,
            Command::GiveOpinion { .. } => Step::GiveOpinion,
            Command::Verify { .. } => Step::Verify,
            Command::Void { .. } => Step::Void,
            Command::Resolve { accept: true, .. } => Step::VerifyByHand,
            Command::Resolve { accept: false, .. } => Step::VoidByHand,
            Command::AskAgain => Step::AskAgain,
            Command::Withdraw => Step::Withdraw,
        }
    }
}

fn take(
    trial: &mut Trial,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<(Step, Event), Refused> {
    let step = command.first_step();
    let event = match command {
        Command::Sow { sown_on } => harvest::sow(trial, sown_on, at)?,
        Command::Harvest {
            harvested_on,
            plots,
        } => harvest::harvest(trial, harvested_on, plots, at)?,
        Command::AssignExperts { nominees } => experts::assign(trial, nominees, at)?,
        Command::DeclareConflict {
            expert,
            reasons,
            note,
        } => experts::declare_conflict(trial, &expert, reasons, note, at)?,
        Command::GiveOpinion { finding, note } => experts::give_opinion(trial, finding, note, at)?,
        Command::Verify { asked } => return verify::verify(trial, asked, at),
        Command::Void { code, note } => return verify::void(trial, code, note, at),
        Command::Resolve { accept, reason } => return verify::resolve(trial, accept, reason, at),
        Command::AskAgain => return verify::ask_again(trial, at),
        Command::Withdraw => {
            capacity::owner(at.actor, &trial.operator)?;
            Event::TrialWithdrawn
        }
    };
    Ok((step, event))
}
