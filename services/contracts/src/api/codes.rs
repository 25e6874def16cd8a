//! Codes in requests: an unknown one is refused with the ones there are.
use crate::error::Error;

/// The entry of a list that `code` names, for the field `path`.
pub fn read<T>(
    path: &str,
    code: &str,
    parse: impl FnOnce(&str) -> Option<T>,
    known: impl Iterator<Item = &'static str>,
) -> Result<T, Error> {
    parse(code).ok_or_else(|| {
        let known = known.collect::<Vec<_>>().join(", ");
        Error::field(
            path,
            "CODE_UNKNOWN",
            format!("代码应为：{known}"),
            format!("one of {known}"),
        )
    })
}
