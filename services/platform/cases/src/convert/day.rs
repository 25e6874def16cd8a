//! Legal dates as messages write them.
use chrono::NaiveDate;

use crate::error::{Error, Reasons};

/// A day; empty where there is none.
pub fn told(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The day in the field `path`.
pub fn read<R: Reasons>(path: &str, text: &str) -> Result<NaiveDate, Error<R>> {
    text.parse().map_err(|_| {
        Error::field(
            path,
            "DATE_INVALID",
            "日期应写作 YYYY-MM-DD",
            "write the date as YYYY-MM-DD",
        )
    })
}

/// The same of a field that may be empty.
pub fn read_if_given<R: Reasons>(path: &str, text: &str) -> Result<Option<NaiveDate>, Error<R>> {
    match text {
        "" => Ok(None),
        text => read(path, text).map(Some),
    }
}
