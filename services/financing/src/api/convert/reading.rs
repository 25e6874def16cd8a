//! How fields of requests are read: what can't be is refused by its path.
use chrono::NaiveDate;

use crate::error::Error;

/// A legal date.
pub fn date(path: &str, text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| {
        Error::field(
            path,
            "DATE_INVALID",
            "日期应写作 YYYY-MM-DD",
            "write a date as YYYY-MM-DD",
        )
    })
}

/// A legal date that may be left out.
pub fn date_or_none(path: &str, text: &str) -> Result<Option<NaiveDate>, Error> {
    match text {
        "" => Ok(None),
        text => date(path, text).map(Some),
    }
}

/// An entry of a closed list, if there was one.
pub fn code<T>(path: &str, found: Option<T>) -> Result<T, Error> {
    found.ok_or_else(|| {
        Error::field(
            path,
            "CODE_UNKNOWN",
            "请选择列表中的代码",
            "choose a code of its list",
        )
    })
}

/// A count.
pub fn count(path: &str, number: i32) -> Result<u32, Error> {
    u32::try_from(number).map_err(|_| {
        Error::field(
            path,
            "NUMBER_OUT_OF_RANGE",
            "不能为负数",
            "can't be negative",
        )
    })
}

/// An organisation that has to be named.
pub fn organisation(path: &str, name: String) -> Result<String, Error> {
    if name.trim().is_empty() {
        return Err(Error::field(
            path,
            "ORGANISATION_MISSING",
            "请填写单位",
            "name the organisation",
        ));
    }
    Ok(name)
}
