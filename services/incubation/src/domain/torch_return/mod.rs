//! The yearly Torch return (火炬统计) of an accredited carrier: opened by the service, filled from what it knows and what the
//! operator states, checked by the county and accepted by the city.
mod cell;
mod decide;
mod due;
mod field;
mod fill;
mod known;
mod logic;
mod open;
mod review;
mod state;

use chrono::NaiveDate;
use kezhuan_law::Tenant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use cell::{Cell, Figures, Known, Source, value};
pub use decide::{Circumstances, Command, Decided, Event, decide};
pub use due::Terms;
pub use field::{Field, OperationType, OperatorNature, Unit};
pub use fill::{Statement, data_quality_bp, missing};
pub use known::known;
pub use logic::{Check, Failed, failed};
pub use open::{NewReturn, already_open, open, was_accredited_in};
pub use state::{State, Step, next};

/// One carrier's return of one calendar year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TorchReturn {
    pub id: Uuid,
    pub carrier: Uuid,
    /// As it was called when the return was opened.
    pub carrier_name: String,
    /// The organisation that runs the carrier, and fills the return in.
    pub operator: String,
    /// The tenant that checks it.
    pub authority: String,
    pub division: String,
    /// The year that is told of.
    pub year: i32,
    pub state: State,
    pub version: i64,
    pub opened_on: NaiveDate,
    /// The last day for handing it in; moves when it is sent back.
    pub due_on: NaiveDate,
    /// The first day on which it was late, while it is.
    pub overdue_since: Option<NaiveDate>,
    pub profile: Profile,
    pub figures: Figures,
    pub submission: Option<Signed>,
    /// The county's check.
    pub check: Option<Signed>,
    /// The city's acceptance.
    pub acceptance: Option<Signed>,
    /// Oldest first.
    pub sent_back: Vec<SentBack>,
    pub frozen_on: Option<NaiveDate>,
    pub withdrawal: Option<Withdrawal>,
}

/// What the operator is, as the form asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub nature: Option<OperatorNature>,
    pub operation: Option<OperationType>,
    pub founded_on: Option<NaiveDate>,
}

/// Who took a step, for whom, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub by: String,
    pub organisation: String,
    pub on: NaiveDate,
    /// What they had to say; may be empty.
    pub note: String,
}

/// Why it is to be filled in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentBack {
    pub by: String,
    pub organisation: String,
    pub on: NaiveDate,
    pub reason: String,
}

/// Why the operator took it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub on: NaiveDate,
    pub reason: String,
}

impl TorchReturn {
    /// Who has a part in it, and so decides nothing on it.
    pub fn parties(&self) -> [&str; 1] {
        [&self.operator]
    }

    /// Whether the city looks after the carrier itself, as there is no county to do so.
    pub fn is_the_citys(&self) -> bool {
        self.authority == Tenant::CITY.code()
    }

    /// Whether the operator should have handed it in before `today`.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state.is_with_operator() && today > self.due_on
    }
}

#[cfg(test)]
mod tests;
