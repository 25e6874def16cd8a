//! Days as events carry them.
use anyhow::Context;
use chrono::NaiveDate;

/// A day that has to be told.
pub fn day(field: &'static str, text: &str) -> anyhow::Result<NaiveDate> {
    text.parse()
        .with_context(|| format!("{field} is no date: {text:?}"))
}

/// A day that may be missing.
pub fn optional_day(field: &'static str, text: &str) -> anyhow::Result<Option<NaiveDate>> {
    match text {
        "" => Ok(None),
        text => day(field, text).map(Some),
    }
}
