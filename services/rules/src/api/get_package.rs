//! GetPackage: what a package says of itself and how it went through the pipeline.
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;

use super::{RulesApi, convert};
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    input: proto::GetPackageRequest,
) -> Result<proto::Package, Error> {
    let digest = convert::digest(&input.name)?;
    let (row, steps) = api
        .database
        .read(caller, async |connection| {
            let row = store::packages::get(connection, &digest).await?;
            let steps = store::steps::of(connection, std::slice::from_ref(&digest)).await?;
            Ok::<_, Error>((row, steps))
        })
        .await?;
    let row = row.ok_or(Error::UnknownPackage { name: input.name })?;
    convert::package(&row, &steps)
}
