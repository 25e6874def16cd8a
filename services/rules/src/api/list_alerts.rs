//! ListAlerts: what owners should know about their rules, oldest first.
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
    input: proto::ListAlertsRequest,
) -> Result<proto::ListAlertsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Uuid = page::start(&input.page_token)?.unwrap_or_default();
    let (tenant, with_closed) = (&input.tenant, input.with_closed);
    let rows = api
        .database
        .read(caller, async |connection| {
            let rows = store::alerts::list(connection, tenant, with_closed, after, size).await?;
            Ok::<_, Error>(rows)
        })
        .await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == size);
    let next = rows.last().filter(|_| full).map(|row| page::token(&row.id));
    Ok(proto::ListAlertsResponse {
        alerts: rows.iter().map(convert::alert).collect(),
        next_page_token: next.unwrap_or_default(),
    })
}
