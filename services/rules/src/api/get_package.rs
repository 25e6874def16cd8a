//! GetPackage: what a package says of itself and how its checks went.
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
    let row = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::packages::get(connection, &digest).await?)
        })
        .await?;
    convert::package(&row.ok_or(Error::UnknownPackage { name: input.name })?)
}
