//! One bank's day.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{GetReconBatchRequest, ReconBatch};
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::RECON_BATCHES;
use super::{FinancingApi, convert};
use crate::error::Error;
use crate::store::recon_batches;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetReconBatchRequest,
) -> Result<ReconBatch, Error> {
    let id = RECON_BATCHES.parse(&input.name)?;
    let read = api
        .database
        .read(&caller, async |connection| answer(connection, id).await);
    read.await
}

/// The batch as it is answered.
pub(super) async fn answer(connection: &mut PgConnection, id: Uuid) -> Result<ReconBatch, Error> {
    let found = recon_batches::summary(connection, id).await?;
    let row = found.ok_or_else(|| RECON_BATCHES.not_found(id))?;
    Ok(convert::recon::batch(&row))
}
