//! Streams the package that a decision's rule was.
use bytes::Bytes;
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{
    DownloadDecisionPackageRequest, DownloadDecisionPackageResponse,
};

use super::{Chunks, ContractsApi, convert, get_decision};
use crate::error::Error;
use crate::store::rule_packages;

const CHUNK_BYTES: usize = 256 * 1024;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: DownloadDecisionPackageRequest,
) -> Result<Chunks<DownloadDecisionPackageResponse>, Error> {
    let read = api.database.read(&caller, async |connection| {
        let stored = get_decision::named(connection, &input.name).await?;
        let digests: Vec<Vec<u8>> = stored.package_digest.into_iter().collect();
        rule_packages::bytes(connection, &digests).await
    });
    // Without a rule in force there is none; one that was never loaded may not be here either.
    let bytes = read.await?.pop();
    let bytes = Bytes::from(bytes.ok_or_else(|| convert::decision::no_package(&input.name))?);
    let chunks = (0..bytes.len().div_ceil(CHUNK_BYTES)).map(move |index| {
        let end = bytes.len().min((index + 1) * CHUNK_BYTES);
        Ok(DownloadDecisionPackageResponse {
            chunk: bytes[index * CHUNK_BYTES..end].to_vec(),
        })
    });
    Ok(Box::pin(futures::stream::iter(chunks)))
}
