//! Seasons as messages write them.
use crate::domain::season::Season;
use crate::error::Error;

/// The season in the field `path`.
pub fn read(path: &str, text: &str) -> Result<Season, Error> {
    Season::parse(text).ok_or_else(|| {
        Error::field(
            path,
            "SEASON_INVALID",
            "季别应写作 YYYY-E（早造）、YYYY-L（晚造）或 YYYY-A（全年）",
            "write the season as YYYY-E, YYYY-L or YYYY-A",
        )
    })
}

/// The same of a field that may be empty.
pub fn read_if_given(path: &str, text: &str) -> Result<Option<Season>, Error> {
    match text {
        "" => Ok(None),
        text => read(path, text).map(Some),
    }
}
