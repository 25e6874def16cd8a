//! Matching the needs and the achievements of an event: a run compares each need with every achievement by card `evt.match`, keeps
//! the best of each need, part by part, and lets the authority's rule weigh them again.
mod offers;
mod search;
mod state;
pub mod tokens;
mod weigh;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Actor;
use super::duty;
use super::of_event::OfEvent;
use super::refused::Refused;
use super::words;

pub use offers::{Offered, Offers};
pub use search::{Found, Search, Sought};
pub use state::{State, Step, next};
pub use weigh::{Match, Points, RuleSaid, TopList, ranked, shared};

/// Figures that the city sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub kept: usize,
    pub words_max: usize,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            kept: 20,
            words_max: 64,
        }
    }
}

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub needs: i64,
    pub matches: i64,
    /// Those of 60 points or more.
    pub recommended: i64,
    /// Needs whose rule gave no answer.
    pub unanswered: i64,
}

/// What a person decided in the place of a rule that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    pub by: String,
    pub on: NaiveDate,
    pub reason: String,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    pub id: Uuid,
    pub number: String,
    pub event: Uuid,
    pub organiser: String,
    /// Whose rule weighs again: where the event takes place.
    pub division: String,
    pub asked_by: String,
    /// The legal date of its questions.
    pub asked_on: NaiveDate,
    pub state: State,
    /// None while it runs for the first time.
    pub tally: Option<Tally>,
    pub by_hand: Option<ByHand>,
    pub version: i64,
}

/// What somebody may want of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the service: every need has its list.
    Finish(Tally),
    /// By the service, once another rule may answer; or by who runs the event, or the authority, who take the next.
    AskAgain,
    TakeBaseline {
        reason: String,
    },
    Cancel,
}

/// Starts a run for an event.
pub fn start(
    (id, number): (Uuid, String),
    event: &OfEvent,
    actor: &Actor,
    today: NaiveDate,
) -> Result<Matching, Refused> {
    event.run_by(actor)?;
    event.prepares().or_else(|_| event.brings_together())?;
    Ok(Matching {
        id,
        number,
        event: event.id,
        organiser: event.organiser.clone(),
        division: event.division.clone(),
        asked_by: actor.subject.clone(),
        asked_on: today,
        state: State::Running,
        tally: None,
        by_hand: None,
        version: 1,
    })
}

impl Command {
    const fn step(&self) -> Step {
        match self {
            Command::Finish(Tally { unanswered: 0, .. }) => Step::Finish,
            Command::Finish(_) => Step::FailRule,
            Command::AskAgain => Step::AskAgain,
            Command::TakeBaseline { .. } => Step::TakeBaseline,
            Command::Cancel => Step::Cancel,
        }
    }
}

/// Takes `command` on a run; the step that it came to.
pub fn decide(
    matching: &Matching,
    command: Command,
    event: &OfEvent,
    (actor, today): (&Actor, NaiveDate),
) -> Result<(Matching, Step), Refused> {
    let step = command.step();
    let state = next(matching.state, step)?;
    let mut after = Matching {
        state,
        version: matching.version + 1,
        ..matching.clone()
    };
    match command {
        Command::Finish(tally) => {
            duty::service(actor)?;
            after.tally = Some(tally);
        }
        Command::AskAgain if actor.is_service => {}
        Command::AskAgain | Command::Cancel => event.run_by(actor)?,
        Command::TakeBaseline { reason } => {
            event.run_by(actor)?;
            words::reasoned("reason", &reason)?;
            after.by_hand = Some(ByHand {
                by: actor.subject.clone(),
                on: today,
                reason,
            });
        }
    }
    Ok((after, step))
}

#[cfg(test)]
mod tests;
