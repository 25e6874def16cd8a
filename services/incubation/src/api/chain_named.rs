//! A key chain that a request names.
use kezhuan_auth::Caller;

use super::IncubationApi;
use crate::domain::chain::unknown;
use crate::error::Error;
use crate::store::chains;

/// How a chain's name begins; its code follows.
pub const PREFIX: &str = "chains/";

/// The code of the chain in the field `path`, one that the city names today; `None` where the field is empty.
pub async fn read(
    api: &IncubationApi,
    caller: &Caller,
    path: &str,
    name: &str,
) -> Result<Option<String>, Error> {
    if name.is_empty() {
        return Ok(None);
    }
    let Some(code) = name.strip_prefix(PREFIX) else {
        return Err(unknown(path).into());
    };
    let read = api.database.read(caller, async |connection| {
        chains::find(connection, code).await
    });
    let found = read.await?.filter(|found| found.body.active);
    match found {
        Some(found) => Ok(Some(found.body.code)),
        None => Err(unknown(path).into()),
    }
}
