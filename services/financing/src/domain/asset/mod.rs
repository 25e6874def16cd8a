//! An IP right (知识产权) and what it can carry: two dimensions, free of each other, and what it was found to be worth.
mod alert;
mod command;
mod decide;
mod encumbrance;
mod event;
pub mod fee;
mod kind;
mod legal;
mod register;
pub mod term;
mod valuation;

use chrono::NaiveDate;
use kezhuan_law::{CalendarMissing, WorkingCalendar};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use alert::{AffectedLoan, Alert, AlertKind};
pub use command::Command;
pub use decide::{Circumstances, Decided, decide};
pub use encumbrance::{Encumbrance, EncumbranceStep, Reservation, ReservationEnd};
pub use event::Event;
pub use kind::AssetKind;
pub use legal::{Legal, LegalStep};
pub use register::{NewAsset, entered_in, register};
pub use valuation::{Method, Purpose, Report, Valuation};

use decide::Told;
use fee::{FeeState, NoFee};

/// Figures that are no law; illustrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// How long a valuation may be relied on.
    pub valuation_months: u32,
    /// Days before a fee, or the end of a term or a valuation, on which bank and enterprise are told.
    pub alert_days: Vec<u32>,
    /// Calendar days for which a filed pledge keeps others away.
    pub reservation_days: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            valuation_months: 12,
            alert_days: vec![90, 60, 30, 7],
            reservation_days: 30,
        }
    }
}

/// One granted or registered right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IpAsset {
    pub id: Uuid,
    pub kind: AssetKind,
    /// As its registry writes it.
    pub number: String,
    /// Organisation of the registered owner.
    pub owner: String,
    pub co_owners: Vec<String>,
    pub filed_on: NaiveDate,
    /// The last day of its term; `None` where the registry knows none.
    pub expires_on: Option<NaiveDate>,
    pub legal: Legal,
    pub encumbrance: Encumbrance,
    /// The pledge that lies on it, while it is pledged.
    pub pledge: Option<Uuid>,
    /// The last year whose annual fee is paid; of patents only.
    pub fee_paid_through: u32,
    /// A court preserves it, or its ownership is disputed.
    pub preserved_since: Option<NaiveDate>,
    /// Oldest first.
    pub valuations: Vec<Valuation>,
    /// Oldest first; at most the last one stands.
    pub reservations: Vec<Reservation>,
    pub version: i64,
}

impl IpAsset {
    /// Whether a pledge lies on it.
    pub fn is_pledged(&self) -> bool {
        self.encumbrance == Encumbrance::Pledged
    }

    /// The reservation that keeps others away, or kept them away until its last day passed.
    pub fn reservation(&self) -> Option<&Reservation> {
        self.reservations.last().filter(|last| last.end.is_none())
    }

    fn standing_reservation_mut(&mut self) -> Option<&mut Reservation> {
        let last = self.reservations.last_mut();
        last.filter(|last| last.end.is_none())
    }

    /// The year whose fee comes next; `None` where there are none, or no more.
    pub fn next_fee_year(&self) -> Option<u32> {
        let kind = self.kind.patent()?;
        let next = self.fee_paid_through.checked_add(1)?;
        let due_on = fee::due_on(self.filed_on, next)?;
        // A fee pays for the year that begins on its day: none is due on the term's last day.
        let within = term::expires_on(kind, self.filed_on).is_some_and(|last| due_on < last);
        within.then_some(next)
    }

    /// Whether its next annual fee is late on `today`, whatever was recorded of it. A right without fees, or with all of
    /// them paid, is never late.
    pub fn fee_is_late(
        &self,
        today: NaiveDate,
        calendar: &WorkingCalendar,
    ) -> Result<bool, CalendarMissing> {
        let (Some(kind), Some(year)) = (self.kind.patent(), self.next_fee_year()) else {
            return Ok(false);
        };
        // A due day to come asks nothing of the calendar of years to come.
        if fee::due_on(self.filed_on, year).is_none_or(|due_on| today <= due_on) {
            return Ok(false);
        }
        match fee::annual_fee(kind, self.filed_on, year, today, calendar) {
            Ok(fee) => Ok(fee.state != FeeState::NotDue),
            Err(NoFee::NoSuchYear) => Ok(false),
            Err(NoFee::CalendarMissing(missing)) => Err(missing),
        }
    }

    /// The latest valuation for `purpose` that may be relied on.
    pub fn valuation(&self, purpose: Purpose, today: NaiveDate) -> Option<&Valuation> {
        self.valuations
            .iter()
            .filter(|valuation| valuation.purpose == purpose && valuation.holds_on(today))
            .max_by_key(|valuation| valuation.valued_on)
    }
}

impl Legal {
    /// Whether the right has ended for good.
    pub const fn is_over(self) -> bool {
        match self {
            Legal::Valid | Legal::Grace | Legal::Challenged => false,
            Legal::Terminated | Legal::Invalidated => true,
        }
    }
}

#[cfg(test)]
mod tests;
