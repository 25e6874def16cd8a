//! Pledge (质押) of IP rights: it arises when the registry registers it, and ends when it releases it.
mod command;
mod decide;
mod filing;
mod ground;
mod prepare;
mod registry;
mod state;

use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use command::{Channel, Command, Realisation};
pub use decide::{Circumstances, Debt, Decided, Event, decide};
pub use ground::{Brought, Facts, Ground, grounds};
pub use prepare::{NewPledge, prepare};
pub use registry::release_due_on;
pub use state::{State, Step, next};

use super::actor::Actor;

/// Figures that are no law in force, or not certainly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Working days the registry takes; a service centre states 3.
    pub registry_working_days: u32,
    /// The same for an application on line (likely).
    pub registry_online_working_days: u32,
    /// Working days after full repayment to ask for the release (illustrative).
    pub release_working_days: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            registry_working_days: 5,
            registry_online_working_days: 2,
            release_working_days: 5,
        }
    }
}

/// One pledge of one or more rights for one loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledge {
    pub id: Uuid,
    /// Of the loan it secures.
    pub application: Uuid,
    /// The loan it secures.
    pub loan: Uuid,
    pub bank: String,
    pub borrower: String,
    /// May be another than the borrower.
    pub pledgor: String,
    pub assets: Vec<Covered>,
    pub secured: Fen,
    /// The last day of the debt.
    pub debt_end: NaiveDate,
    pub state: State,
    pub version: i64,
    /// The side that agreed first, and who for it.
    pub agreed: Option<Agreement>,
    pub channel: Option<Channel>,
    pub filed_on: Option<NaiveDate>,
    /// When the registry should have answered.
    pub answer_due_on: Option<NaiveDate>,
    pub defect: Option<String>,
    pub refusal: Option<Refusal>,
    pub certificate: Option<String>,
    pub effective_on: Option<NaiveDate>,
    /// 1 when registered, one higher with each registered change.
    pub registration_version: u32,
    pub changes: Vec<Change>,
    pub release_requested_on: Option<NaiveDate>,
    pub realisation: Option<Realised>,
    pub ended_on: Option<NaiveDate>,
}

/// One right of a pledge, and what the parties brought about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    pub asset: Uuid,
    pub co_owner_consent: bool,
    /// The same invention was filed as a patent on the utility model's day.
    pub same_day_invention: bool,
    /// Both parties know of that, or of an invalidation, and agree.
    pub informed: bool,
}

/// The two sides of the joint application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    Bank,
    Pledgor,
}

/// One side's agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub side: Side,
    pub by: String,
    pub agreed_on: NaiveDate,
}

/// Why the registry does not register it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// A registered change, with what stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub registration_version: u32,
    pub secured_before: Fen,
    pub debt_end_before: NaiveDate,
    pub changed_on: NaiveDate,
}

/// How it was turned into money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Realised {
    pub way: Realisation,
    pub proceeds: Fen,
}

impl Pledge {
    /// Whether it secures its loan in law.
    pub const fn is_effective(&self) -> bool {
        match self.state {
            State::Effective | State::Releasing => true,
            State::Prepared
            | State::Filed
            | State::Correcting
            | State::Refused
            | State::Released
            | State::Realised
            | State::Withdrawn => false,
        }
    }

    /// Whether `asset` is one of its rights.
    pub fn covers(&self, asset: Uuid) -> bool {
        self.assets.iter().any(|covered| covered.asset == asset)
    }

    fn step_of(&self, command: &Command, actor: &Actor) -> Step {
        match command {
            Command::File { .. } => {
                let side = self.side(actor).ok();
                match &self.agreed {
                    Some(agreed) if side != Some(agreed.side) => Step::File,
                    Some(_) | None => Step::AgreeToFile,
                }
            }
            Command::FindDefect { .. } => Step::FindDefect,
            Command::Refile => Step::Refile,
            Command::Register { .. } => Step::Register,
            Command::Refuse { .. } => Step::Refuse,
            Command::Change { .. } => Step::Change,
            Command::RequestRelease => Step::RequestRelease,
            Command::Release => Step::Release,
            Command::Realise { .. } => Step::Realise,
            Command::Withdraw => Step::Withdraw,
        }
    }
}

#[cfg(test)]
mod tests;
