//! When returns are opened, when they are due, and when people are reminded. Every day here is illustrative: the notice of
//! each year sets its own.
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::TorchReturn;
use super::decide::{Circumstances, Event, Outcome};
use super::open::impossible_day;
use crate::domain::duty;
use crate::domain::refused::Refused;

/// Days of the year after the one that is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub opens_month: u32,
    pub opens_day: u32,
    pub due_month: u32,
    pub due_day: u32,
    /// How many days before the due day the operator is reminded.
    pub reminder_days: Vec<u32>,
    /// What a return that was sent back is given at least.
    pub again_days: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            opens_month: 1,
            opens_day: 5,
            due_month: 3,
            due_day: 15,
            reminder_days: vec![30, 7, 1],
            again_days: 10,
        }
    }
}

impl Terms {
    /// The day on which the returns of `year` are opened.
    pub fn opens_on(&self, year: i32) -> Result<NaiveDate, Refused> {
        day_after(year, self.opens_month, self.opens_day)
    }

    /// The last day for handing in a return of `year`.
    pub fn due_on(&self, year: i32) -> Result<NaiveDate, Refused> {
        day_after(year, self.due_month, self.due_day)
    }

    /// The last day for a return that is sent back on `today`: never before the one it had.
    pub(super) fn due_again(&self, due_on: NaiveDate, today: NaiveDate) -> NaiveDate {
        let again = today.checked_add_days(Days::new(u64::from(self.again_days)));
        again.map_or(due_on, |again| again.max(due_on))
    }
}

fn day_after(year: i32, month: u32, day: u32) -> Result<NaiveDate, Refused> {
    let next = year.checked_add(1);
    let day = next.and_then(|next| NaiveDate::from_ymd_opt(next, month, day));
    day.ok_or_else(impossible_day)
}

/// The operator is told how many days are left.
pub(super) fn remind(torch_return: &TorchReturn, at: &Circumstances<'_>) -> Outcome {
    duty::service(at.actor)?;
    let left = (torch_return.due_on - at.today).num_days();
    let left = u32::try_from(left).map_err(|_| {
        Refused::new(
            "RETURN_DUE_DAY_PASSED",
            "已超过报送截止日，无需再催报",
            "the due day has passed: there is nothing to remind of",
        )
    })?;
    Ok(Event::TorchReturnReminded { days_left: left })
}

/// The due day passed.
pub(super) fn mark_overdue(torch_return: &mut TorchReturn, at: &Circumstances<'_>) -> Outcome {
    duty::service(at.actor)?;
    if !torch_return.is_overdue(at.today) || torch_return.overdue_since.is_some() {
        return Err(Refused::new(
            "RETURN_NOT_OVERDUE",
            "该报表尚未逾期，或已标记逾期",
            "the return is not overdue, or is marked already",
        ));
    }
    let since = torch_return.due_on.succ_opt();
    torch_return.overdue_since = since;
    Ok(Event::TorchReturnOverdue {
        since: since.unwrap_or(torch_return.due_on),
    })
}
