//! Time limits of an appeal, and of the remedies outside the office.
use chrono::{Days, NaiveDate};
use kezhuan_law::WorkingCalendar;
use kezhuan_law::calendar::add_months;
use serde::{Deserialize, Serialize};

/// Time limits of the internal step; a parameter, not law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub file_within_working_days: u32,
    pub decide_within_working_days: u32,
}

/// Last days of the remedies outside the office; they run on during the internal step.
///
/// `None` where no working-day table of that year is loaded yet: a date is shown or left out, never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedies {
    /// Administrative reconsideration (行政复议): 60 days from knowing the decision.
    pub reconsideration_until: Option<NaiveDate>,
    /// A suit (行政诉讼): 6 months.
    pub lawsuit_until: Option<NaiveDate>,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            file_within_working_days: 15,
            decide_within_working_days: 15,
        }
    }
}

impl Remedies {
    /// The remedies against a decision known on `decided_on`.
    pub fn against(decided_on: NaiveDate, calendar: &WorkingCalendar) -> Remedies {
        let rolled = |last: Option<NaiveDate>| last.and_then(|day| calendar.roll_forward(day).ok());
        Remedies {
            reconsideration_until: rolled(decided_on.checked_add_days(Days::new(60))),
            lawsuit_until: rolled(add_months(decided_on, 6)),
        }
    }
}
