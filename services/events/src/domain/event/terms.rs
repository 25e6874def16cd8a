//! What one event may hold, and how long it is followed up.
use chrono::{Days, NaiveDate};
use kezhuan_law::calendar::add_months;
use serde::{Deserialize, Serialize};

use crate::domain::outcome_count::MONTHS_MAX;

/// From how many expected people on 大型群众性活动安全管理条例 asks for a permit.
const PERMIT_FROM: i64 = 1_000;

/// Figures that the city sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub sessions_max: usize,
    pub days_max: u32,
    pub places_max: i64,
    /// May be lower than the law's figure, never higher.
    pub permit_from_people: i64,
    pub follow_up_months: i32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            sessions_max: 100,
            days_max: 60,
            places_max: 20_000,
            permit_from_people: PERMIT_FROM,
            follow_up_months: MONTHS_MAX,
        }
    }
}

impl Terms {
    /// Whether an event with so many people needs a permit.
    pub fn needs_permit(&self, people: i64) -> bool {
        people >= self.permit_from_people.min(PERMIT_FROM)
    }

    /// The last day of the follow-up of an event that ended on `ends_on`.
    pub fn follow_up_until(&self, ends_on: NaiveDate) -> Option<NaiveDate> {
        add_months(ends_on, self.months())
    }

    /// Months of it.
    pub fn months(&self) -> i32 {
        self.follow_up_months.max(MONTHS_MAX)
    }

    /// The last day an event may have that starts on `starts_on`.
    pub fn last_day(&self, starts_on: NaiveDate) -> Option<NaiveDate> {
        let more = u64::from(self.days_max.saturating_sub(1));
        starts_on.checked_add_days(Days::new(more))
    }
}
