//! Codes that messages and domain write by the same name.
use crate::error::Error;

/// What the code `name` of the field `path` means; refused where it means nothing.
pub fn read<T>(path: &str, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
    parse(name).ok_or_else(|| unknown(path))
}

/// The same of a message's enum; a number that is none of it means nothing.
pub fn of_enum<E: TryFrom<i32>, T>(
    path: &str,
    value: i32,
    name: impl FnOnce(&E) -> &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Error> {
    let known = E::try_from(value).map_err(|_| unknown(path))?;
    read(path, name(&known), parse)
}

fn unknown(path: &str) -> Error {
    Error::field(
        path,
        "CODE_UNKNOWN",
        "请使用代码表中的代码",
        "use one of the codes that ListCodes names",
    )
}
