//! Card `cal.workday`: the n-th working day after a day.
use serde_json::{Value, json};

use crate::calendar::WorkingCalendar;
use crate::card_input::{CardError, CardInput};

/// Answers `{date}`; a negative count is no count.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let start = input.date("start")?;
    let count = u64::try_from(input.integer("n")?).map_err(|_| CardError::INVALID_INPUT)?;
    // A count beyond 32 bits leaves the loaded years like any other that is too large.
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let date = WorkingCalendar::shipped().nth_working_day(start, count)?;
    Ok(json!({ "date": date }))
}
