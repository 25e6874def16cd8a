//! Legal dates as messages write them.
use chrono::NaiveDate;

use crate::api::names;
use crate::{Benefits, Error};

/// A day; empty where there is none.
pub fn told(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The day in the field `path`.
pub fn read<B: Benefits>(path: &str, text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| {
        let (zh, en) = ("日期应写作 YYYY-MM-DD", "write the date as YYYY-MM-DD");
        names::field::<B>(path, "DATE_INVALID", zh, en).into()
    })
}
