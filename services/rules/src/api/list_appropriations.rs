//! ListAppropriations: what tenants the caller may read have set, latest year first.
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rpc::page;

use super::{RulesApi, convert};
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    input: proto::ListAppropriationsRequest,
) -> Result<proto::ListAppropriationsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let wanted = (input.tenant.as_str(), input.year);
    let mut rows = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::appropriations::list(connection, wanted, after, size).await?)
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.year, row.id));
    Ok(proto::ListAppropriationsResponse {
        appropriations: rows.iter().map(convert::appropriation).collect(),
        next_page_token,
    })
}
