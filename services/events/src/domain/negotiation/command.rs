//! What can be asked of a negotiation.
use chrono::NaiveDate;
use uuid::Uuid;

use super::Negotiation;
use super::follow_up::{Reminder, Report};
use super::intent::Terms as IntentTerms;
use super::outcome::{self, KnownContract};
use super::state::{State, Step};

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By a side.
    Accept {
        /// Its own unified social credit code; empty where it gives none.
        credit_code: String,
    },
    /// By a side, or who runs the event.
    Talk { held_on: NaiveDate, note: String },
    /// By a side.
    ProposeIntent(IntentTerms),
    /// By the other side.
    SignIntent,
    /// By a side, or who runs the event.
    Report(Report),
    /// By a side.
    NameContract(Uuid),
    /// The same of a contract that the register has told of.
    NameRegistered(Box<KnownContract>),
    /// By the service: what the register says of the named contract.
    Judge(Box<KnownContract>),
    /// By the service.
    Remind {
        reminder: Reminder,
        /// Of the follow-up; of one that rests, its last day.
        due_on: NaiveDate,
    },
    /// By a side.
    End { note: String },
    /// By the service.
    CloseIdle,
    /// By the service.
    EndWithEvent,
}

impl Command {
    /// Which step of the chart it is, as the negotiation stands.
    pub(super) fn step(&self, negotiation: &Negotiation) -> Step {
        match self {
            Command::Accept { .. } => {
                let is_one = negotiation.provider_accepted.is_some()
                    || negotiation.seeker_accepted.is_some();
                match is_one {
                    true => Step::AcceptLast,
                    false => Step::AcceptFirst,
                }
            }
            Command::Talk { .. } => Step::Talk,
            Command::ProposeIntent(_) => Step::ProposeIntent,
            Command::SignIntent => Step::SignIntent,
            Command::Report(_) => Step::FollowUp,
            Command::NameContract(_) | Command::NameRegistered(_) => Step::NameContract,
            Command::Judge(known) if !outcome::is_theirs(negotiation, known) => Step::DropContract,
            Command::Judge(_) => match negotiation.state {
                State::Contracted => Step::JudgeAgain,
                State::Suggested | State::Negotiating | State::Intent | State::Closed => {
                    Step::LinkContract
                }
            },
            Command::Remind { .. } => Step::Remind,
            Command::End { .. } => Step::End,
            Command::CloseIdle => Step::CloseIdle,
            Command::EndWithEvent => Step::EndWithEvent,
        }
    }
}
