//! Card `evt.notice`: the last day of a public notice.
use serde_json::{Value, json};

use crate::calendar::WorkingCalendar;
use crate::card_input::{CardError, CardInput};
use crate::notice::{Counting, Length, last_day};

/// Answers `{last_day}`; only a notice in working days needs the calendar.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let start = input.date("start")?;
    let days = u32::try_from(input.integer("days")?).map_err(|_| CardError::INVALID_INPUT)?;
    let (counting, calendar) = (Counting::default(), WorkingCalendar::shipped());
    let last_day = match input.text("kind")? {
        "CAL" => last_day(start, Length::CalendarDays(days), counting, calendar)
            .map_err(|_| CardError::INVALID_INPUT)?,
        "WD" => last_day(start, Length::WorkingDays(days), counting, calendar)?,
        _ => return Err(CardError::INVALID_INPUT),
    };
    Ok(json!({ "last_day": last_day }))
}
