//! The lease of one unit by one tenant: no unit is let twice on a day, and no more is let than a carrier has for tenants.
mod decide;
mod offer;
mod state;

use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use decide::{Circumstances, Command, Decided, Event, Standing, decide};
pub use offer::{NewLease, offer};
pub use state::{State, Step, next};

use super::refused::Refused;

/// One lease with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    pub carrier: Uuid,
    pub operator: String,
    pub unit: Uuid,
    pub unit_code: String,
    /// Of the unit, in 0.01 m².
    pub area_c: i64,
    pub tenancy: Uuid,
    /// The organisation that rents.
    pub tenant: String,
    pub tenant_name: String,
    /// For one square metre and one month.
    pub rent: Fen,
    /// Months without rent, at the beginning.
    pub free_months: u32,
    pub deposit: Fen,
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    pub state: State,
    pub version: i64,
    pub offered_by: String,
    pub offered_on: NaiveDate,
    pub first_signature: Option<Signature>,
    pub second_signature: Option<Signature>,
    pub termination: Option<Termination>,
}

/// The two sides of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    Operator,
    Tenant,
}

/// Who signed for a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub side: Side,
    pub by: String,
    pub signed_on: NaiveDate,
}

/// Why and when it ended before its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Termination {
    /// The last day on which the unit was let.
    pub terminated_on: NaiveDate,
    pub reason: String,
    pub by: String,
}

impl Lease {
    /// The days on which it keeps the unit from others, first and last: those of a lease that both sides signed.
    pub fn occupied(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.second_signature.as_ref()?;
        let ended_early = self.termination.as_ref();
        let last = ended_early.map_or(self.ends_on, |early| early.terminated_on.min(self.ends_on));
        (last >= self.starts_on).then_some((self.starts_on, last))
    }

    /// Whether it keeps the unit on a day.
    pub fn occupies(&self, day: NaiveDate) -> bool {
        self.occupied()
            .is_some_and(|(first, last)| first <= day && day <= last)
    }
}

/// The unit is let to somebody else on some of these days, whoever finds it: the check before or the database.
pub fn overlap() -> Refused {
    Refused::new(
        "LEASE_OVERLAP",
        "该单元在此期间已出租，请调整单元或起止日期",
        "the unit is let on some of these days already: choose another unit or other days",
    )
}

#[cfg(test)]
mod tests;
