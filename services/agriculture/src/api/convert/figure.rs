//! Counts and scores as messages write them.
use crate::error::Error;

/// A count.
pub fn told(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A length, or hundredths of a point.
pub fn told_of<N: TryInto<i32>>(count: N) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

/// The count in the field `path`; none is fine.
pub fn read(path: &str, count: i32) -> Result<u32, Error> {
    u32::try_from(count).map_err(|_| {
        Error::field(
            path,
            "NUMBER_OUT_OF_RANGE",
            "应在 0 至 2147483647 之间",
            "lies between 0 and 2147483647",
        )
    })
}

/// The count in the field `path`, of at least one.
pub fn read_some(path: &str, count: i32) -> Result<u32, Error> {
    let some = u32::try_from(count).ok().filter(|count| *count > 0);
    some.ok_or_else(|| {
        Error::field(
            path,
            "NUMBER_OUT_OF_RANGE",
            "应在 1 至 2147483647 之间",
            "lies between 1 and 2147483647",
        )
    })
}
