//! Streams the package that a decision's rule was.
use kezhuan_adoption::store::rule_packages;
use kezhuan_auth::Caller;
use kezhuan_protocol::cases::{DownloadDecisionPackageRequest, DownloadDecisionPackageResponse};

use super::{CaseService, Chunks, ErrorOf, get_decision};
use crate::error::{Error, Reasons};

const CHUNK_BYTES: usize = 256 * 1024;

pub async fn handle<S: CaseService>(
    service: S,
    caller: Caller,
    input: DownloadDecisionPackageRequest,
) -> Result<Chunks<DownloadDecisionPackageResponse>, ErrorOf<S>> {
    let read = service.database().read(&caller, async |connection| {
        let stored = get_decision::named::<S>(connection, &input.name).await?;
        let digests: Vec<Vec<u8>> = stored.package_digest.into_iter().collect();
        Ok::<_, ErrorOf<S>>(rule_packages::bytes(connection, &digests).await?)
    });
    let bytes = read.await?.pop().ok_or_else(|| no_package(&input.name))?;
    Ok(chunks(bytes))
}

/// Without a rule in force there is none; one that was never loaded may not be here either.
pub fn no_package<R: Reasons>(decision: &str) -> Error<R> {
    Error::NotFound {
        zh: "规则包",
        en: "package of",
        name: decision.to_owned(),
    }
}

/// The bytes of a package in messages that fit every client.
pub fn chunks(bytes: Vec<u8>) -> Chunks<DownloadDecisionPackageResponse> {
    let chunks = (0..bytes.len().div_ceil(CHUNK_BYTES)).map(move |index| {
        let end = bytes.len().min((index + 1) * CHUNK_BYTES);
        Ok(DownloadDecisionPackageResponse {
            chunk: bytes[index * CHUNK_BYTES..end].to_vec(),
        })
    });
    Box::pin(futures::stream::iter(chunks))
}
