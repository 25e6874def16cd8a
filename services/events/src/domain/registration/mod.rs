//! A registration (报名): one person's way into one event. Places are given out in the order in which people register; who finds
//! none waits, and is the first to have what becomes free.
mod admit;
mod decide;
mod door;
mod places;
pub mod seats;
mod state;
pub mod ticket;

use chrono::NaiveDate;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use admit::{Admission, Answer, Newcomer, register, registering, settled, within_share};
pub use decide::{Circumstances, Command, Decided, Ending, Happened, decide, promote};
pub use door::{Entry, RowStatus, Scan, check_in, takes_scans};
pub use places::{About, Eligible, Places, RolePlaces};
pub use state::{State, Step, next};

use super::event::{PersonRole, Word};

/// One registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub id: Uuid,
    pub event: Uuid,
    /// What messages to the person say of it.
    pub about: About,
    /// Subject of the person who comes.
    pub person: String,
    /// As the badge has it.
    pub person_name: String,
    /// Whom they come for.
    pub organisation: String,
    /// As badges and lists have it.
    pub organisation_name: String,
    /// Six digits, by their credit code; `None` where they have none.
    pub division: Option<String>,
    /// Of the division, or the college, whose event it is.
    pub is_local: bool,
    pub role: PersonRole,
    /// In the order of registrations of the event: 1, 2, 3 … without gaps.
    pub place: i64,
    pub state: State,
    pub version: i64,
    /// What the rule asked for beside a place.
    pub limits: Limits,
    /// Why the rule, or a person, said no.
    pub reasons: Vec<String>,
    /// Why the rule has no answer; none unless it failed last.
    pub failure: Option<String>,
    pub registered_by: String,
    pub registered_on: NaiveDate,
    /// Who decided in the rule's place.
    pub resolution: Option<Word>,
    /// Which sessions they came to.
    pub entries: Vec<Entry>,
    pub pins: RulePins,
}

/// What holds until registration closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Limits {
    /// Waits even where a place is free.
    pub is_held: bool,
    /// Places of the role that people from elsewhere may hold.
    pub outside_max: Option<i64>,
}

/// Figures that the city sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub rows_max: usize,
    pub upload_days: u32,
    /// One at the least.
    pub per_organisation_max: i64,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            rows_max: 500,
            upload_days: 3,
            per_organisation_max: 20,
        }
    }
}

impl Terms {
    /// The last day on which doors of an event upload who came.
    pub fn uploads_until(&self, ends_on: NaiveDate) -> Option<NaiveDate> {
        ends_on.checked_add_days(chrono::Days::new(u64::from(self.upload_days)))
    }
}

#[cfg(test)]
mod tests;
