//! Streams a document chunk by chunk; each chunk is read as the caller, so that row security sees each.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{DownloadAttachmentRequest, DownloadAttachmentResponse};
use tonic::Status;

use super::{Chunks, ContractsApi, convert_attachment};
use crate::error::Error;
use crate::store::attachments::{self, content};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: DownloadAttachmentRequest,
) -> Result<Chunks<DownloadAttachmentResponse>, Error> {
    let (contract, id) = convert_attachment::ids("name", &input.name)?;
    let found = api
        .database
        .read(&caller, async |connection| {
            attachments::find(connection, contract, id).await
        })
        .await?;
    let sha256 = found
        .ok_or_else(|| convert_attachment::not_found(&input.name))?
        .sha256;
    let chunks = futures::stream::try_unfold(
        (api, caller, sha256, 0_i32),
        move |(api, caller, sha256, position)| async move {
            let chunk = api
                .database
                .read(&caller, async |connection| {
                    content::chunk(connection, contract, &sha256, position).await
                })
                .await
                .map_err(|error: Error| Status::from(error))?;
            Ok(chunk.map(|chunk| {
                (
                    DownloadAttachmentResponse { chunk },
                    (api, caller, sha256, position + 1),
                )
            }))
        },
    );
    Ok(Box::pin(chunks))
}
