//! ListKeys: who may sign for whom, oldest first.
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
    input: proto::ListKeysRequest,
) -> Result<proto::ListKeysResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Uuid = page::start(&input.page_token)?.unwrap_or_default();
    let rows = api
        .database
        .read(caller, async |connection| {
            let rows = store::signing_keys::list(connection, &input.tenant, after, size).await?;
            Ok::<_, Error>(rows)
        })
        .await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == size);
    let next = rows.last().filter(|_| full).map(|row| page::token(&row.id));
    Ok(proto::ListKeysResponse {
        keys: rows.iter().map(convert::key).collect(),
        next_page_token: next.unwrap_or_default(),
    })
}
