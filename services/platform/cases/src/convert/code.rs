//! Codes that messages and domain write by the same name.
use crate::error::{Error, Reasons};

/// What the code `name` of the field `path` means; refused where it means nothing.
pub fn read<R: Reasons, T>(
    path: &str,
    name: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Error<R>> {
    parse(name).ok_or_else(|| unknown(path))
}

/// The same of a message's enum; a number that is none of it means nothing.
pub fn of_enum<R: Reasons, E: TryFrom<i32>, T>(
    path: &str,
    value: i32,
    name: impl FnOnce(&E) -> &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Error<R>> {
    let known = E::try_from(value).map_err(|_| unknown(path))?;
    read(path, name(&known), parse)
}

fn unknown<R: Reasons>(path: &str) -> Error<R> {
    Error::field(
        path,
        "CODE_UNKNOWN",
        "请使用代码表中的代码",
        "use one of the codes that ListCodes names",
    )
}
