//! What can be asked of a project.
use kezhuan_law::panel::{Declaration, Expert};

use super::form::ProjectForm;
use super::slot::Slot;
use super::state::Step;

/// An expert as they are assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    pub expert: Expert,
    pub declaration: Declaration,
}

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By who runs the event.
    Return { reason: String },
    /// By the own organisation.
    Resubmit(Box<ProjectForm>),
    /// By who runs the event.
    Pass,
    /// By who runs the event.
    Refuse { code: String, note: String },
    /// By who runs the event.
    AssignExperts(Vec<Assigned>),
    /// By the expert, or who runs the event.
    DeclareConflict {
        expert: String,
        reasons: Vec<String>,
        note: String,
    },
    /// By an expert.
    Score {
        criterion: String,
        points: i64,
        /// Where an own score is replaced.
        reason: String,
    },
    /// By who runs the event.
    Select { note: String },
    /// By who runs the event.
    Decline { note: String },
    /// By who runs the event.
    Schedule(Slot),
    /// By who runs the event.
    Unschedule,
    /// By who runs the event.
    Present,
    /// By the own organisation.
    Withdraw,
    /// By the service.
    WithdrawWithEvent,
}

impl Command {
    pub(super) const fn step(&self) -> Step {
        match self {
            Command::Return { .. } => Step::Return,
            Command::Resubmit(_) => Step::Resubmit,
            Command::Pass => Step::Pass,
            Command::Refuse { .. } => Step::Refuse,
            Command::AssignExperts(_) => Step::AssignExperts,
            Command::DeclareConflict { .. } => Step::DeclareConflict,
            Command::Score { .. } => Step::Score,
            Command::Select { .. } => Step::Select,
            Command::Decline { .. } => Step::Decline,
            Command::Schedule(_) => Step::Schedule,
            Command::Unschedule => Step::Unschedule,
            Command::Present => Step::Present,
            Command::Withdraw => Step::Withdraw,
            Command::WithdrawWithEvent => Step::WithdrawWithEvent,
        }
    }
}
