//! Streams the package that a decision's rule was.
use kezhuan_adoption::store::rule_packages;
use kezhuan_auth::Caller;
use kezhuan_cases::api::download_decision_package::{chunks, no_package};
use kezhuan_protocol::contracts::v1::{
    DownloadDecisionPackageRequest, DownloadDecisionPackageResponse,
};

use super::{Chunks, ContractsApi, get_decision};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: DownloadDecisionPackageRequest,
) -> Result<Chunks<DownloadDecisionPackageResponse>, Error> {
    let read = api.database.read(&caller, async |connection| {
        let stored = get_decision::named(connection, &input.name).await?;
        let digests: Vec<Vec<u8>> = stored.decision.package_digest.into_iter().collect();
        Ok::<_, Error>(rule_packages::bytes(connection, &digests).await?)
    });
    let bytes = read.await?.pop().ok_or_else(|| no_package(&input.name))?;
    Ok(chunks(bytes))
}
