//! ListShadows: the tenant's candidates that run or ran beside its rules, the latest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rpc::page;
use uuid::Uuid;

use super::{RulesApi, convert, own_tenant};
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    input: proto::ListShadowsRequest,
) -> Result<proto::ListShadowsResponse, Error> {
    let tenant = own_tenant(caller, &input.tenant)?;
    let size = page::size(input.page_size)?;
    let before: Option<Uuid> = page::start(&input.page_token)?;
    let which = (tenant.as_str(), input.hook.as_str());
    let mut rows = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::shadows::list(connection, which, before, size + 1).await?)
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.id);
    Ok(proto::ListShadowsResponse {
        shadows: rows.iter().map(convert::shadow).collect(),
        next_page_token,
    })
}
