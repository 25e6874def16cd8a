//! A place in the agenda of a roadshow. That no two overlap, the database says.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::form::{Form, NAME_MAX};
use crate::domain::of_event::OfEvent;
use crate::domain::refused::{FieldViolation, Refused};

const MINUTES_OF_DAY: i64 = 24 * 60;

/// Where, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub stage: String,
    pub day: NaiveDate,
    /// Minutes of the day, local time.
    pub starts_at: i32,
    pub ends_at: i32,
}

impl Slot {
    /// Holds that it lies in the event's days, and takes time.
    pub(super) fn check(&self, event: &OfEvent) -> Result<(), Refused> {
        let mut form = Form::default();
        form.needed("slot.stage", &self.stage, NAME_MAX);
        if !(event.starts_on..=event.ends_on).contains(&self.day) {
            form.wrong(FieldViolation::new(
                "slot.day",
                "DAY_OUTSIDE_EVENT",
                format!("应在 {} 至 {} 之间", event.starts_on, event.ends_on),
                format!("lies between {} and {}", event.starts_on, event.ends_on),
            ));
        }
        form.between("slot.starts_at", self.starts_at.into(), (0, MINUTES_OF_DAY));
        form.between("slot.ends_at", self.ends_at.into(), (0, MINUTES_OF_DAY));
        if self.ends_at <= self.starts_at {
            let (zh, en) = ("应晚于开始时间", "is later than the start");
            form.wrong(FieldViolation::new(
                "slot.ends_at",
                "TIME_TOO_EARLY",
                zh,
                en,
            ));
        }
        form.check()
    }
}
