//! One extension.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{Extension, GetExtensionRequest};

use super::names::EXTENSIONS;
use super::{AgricultureApi, convert};
use crate::error::Error;
use crate::store::extensions;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetExtensionRequest,
) -> Result<Extension, Error> {
    let id = EXTENSIONS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        extensions::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| EXTENSIONS.not_found(id))?;
    Ok(convert::extension::answer(&stored, &caller))
}
