//! One correction with what stands in its lines.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{Correction, GetCorrectionRequest};

use super::names::CORRECTIONS;
use super::{ContractsApi, convert_correction};
use crate::error::Error;
use crate::sealed_lines;
use crate::store::corrections;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GetCorrectionRequest,
) -> Result<Correction, Error> {
    let id = CORRECTIONS.parse(&input.name)?;
    let found = api.database.read(&caller, async |connection| {
        sealed_lines::check(connection, id).await?;
        corrections::find(connection, id).await
    });
    let row = found.await?.ok_or_else(|| CORRECTIONS.not_found(id))?;
    Ok(convert_correction::correction(&row))
}
