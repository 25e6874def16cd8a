//! Counts and basis points as messages write them.
use crate::error::Error;

const WHOLE_BP: u16 = 10_000;

/// A count.
pub fn told(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A count of rows.
pub fn whole(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Basis points of a whole in the field `path`.
pub fn read_bp(path: &str, bp: i32) -> Result<u16, Error> {
    let part = u16::try_from(bp).ok().filter(|bp| *bp <= WHOLE_BP);
    part.ok_or_else(|| out_of_range(path, "0", "10000"))
}

fn out_of_range(path: &str, least: &str, most: &str) -> Error {
    Error::field(
        path,
        "NUMBER_OUT_OF_RANGE",
        format!("应在 {least} 至 {most} 之间"),
        format!("lies between {least} and {most}"),
    )
}
