//! Streams the package that a decision's rule was.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{
    DownloadDecisionPackageRequest, DownloadDecisionPackageResponse,
};

use super::{AgricultureApi, Chunks, get_decision};
use crate::error::Error;
use crate::store::rule_packages;

const CHUNK_BYTES: usize = 256 * 1024;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: DownloadDecisionPackageRequest,
) -> Result<Chunks<DownloadDecisionPackageResponse>, Error> {
    let read = api.database.read(&caller, async |connection| {
        let stored = get_decision::named(connection, &input.name).await?;
        let digests: Vec<Vec<u8>> = stored.package_digest.into_iter().collect();
        rule_packages::bytes(connection, &digests).await
    });
    // Without a rule in force there is none; one that was never loaded may not be here either.
    let bytes = read.await?.pop().ok_or_else(|| Error::NotFound {
        zh: "规则包",
        en: "package of",
        name: input.name.clone(),
    })?;
    let chunks = (0..bytes.len().div_ceil(CHUNK_BYTES)).map(move |index| {
        let end = bytes.len().min((index + 1) * CHUNK_BYTES);
        Ok(DownloadDecisionPackageResponse {
            chunk: bytes[index * CHUNK_BYTES..end].to_vec(),
        })
    });
    Ok(Box::pin(futures::stream::iter(chunks)))
}
