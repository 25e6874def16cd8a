//! ListPackages: every package, oldest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rpc::page;
use uuid::Uuid;

use super::{RulesApi, convert};
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    input: proto::ListPackagesRequest,
) -> Result<proto::ListPackagesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Uuid = page::start(&input.page_token)?.unwrap_or_default();
    let (rows, steps) = api
        .database
        .read(caller, async |connection| {
            let rows = store::packages::list(connection, after, size).await?;
            let digests: Vec<_> = rows.iter().map(|row| row.digest.clone()).collect();
            let steps = store::steps::of(connection, &digests).await?;
            Ok::<_, Error>((rows, steps))
        })
        .await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == size);
    let next = rows.last().filter(|_| full).map(|row| page::token(&row.id));
    Ok(proto::ListPackagesResponse {
        packages: convert::packages(&rows, &steps)?,
        next_page_token: next.unwrap_or_default(),
    })
}
