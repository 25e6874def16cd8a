//! DownloadPackage: a package's bytes in chunks.
use bytes::Bytes;
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;

use super::{Chunks, RulesApi, convert};
use crate::error::Error;
use crate::store;

const CHUNK_BYTES: usize = 256 * 1024;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    input: proto::DownloadPackageRequest,
) -> Result<Chunks, Error> {
    let digest = convert::digest(&input.name)?;
    let found = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::packages::bytes(connection, &digest).await?)
        })
        .await?;
    let bytes = Bytes::from(found.ok_or(Error::UnknownPackage { name: input.name })?);
    if bytes.is_empty() {
        return Err(Error::NotTested);
    }
    let chunks = (0..bytes.len().div_ceil(CHUNK_BYTES)).map(move |index| {
        let end = bytes.len().min((index + 1) * CHUNK_BYTES);
        Ok(proto::DownloadPackageResponse {
            chunk: bytes[index * CHUNK_BYTES..end].to_vec(),
        })
    });
    Ok(Box::pin(futures::stream::iter(chunks)))
}
