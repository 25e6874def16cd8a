//! Streams the returns of a year as they are handed on: as many as a city has carriers.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ExportReturnsRequest, ReturnRow};
use sqlx::PgConnection;
use tonic::Status;
use uuid::Uuid;

use super::{Chunks, IncubationApi, convert};
use crate::error::Error;
use crate::store::torch_returns;

/// Returns that are read at once.
const PAGE: i64 = 200;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ExportReturnsRequest,
) -> Result<Chunks<ReturnRow>, Error> {
    let read = api
        .database
        .read(&caller, async |connection| rows(connection, &input).await);
    let rows = read.await?.into_iter().map(Ok::<_, Status>);
    Ok(Box::pin(futures::stream::iter(rows)))
}

/// In the order of their ids, which do not change: a return that moves meanwhile is neither missed nor told twice.
async fn rows(
    connection: &mut PgConnection,
    input: &ExportReturnsRequest,
) -> Result<Vec<ReturnRow>, Error> {
    let tenant = Some(input.tenant.as_str()).filter(|tenant| !tenant.is_empty());
    let wanted = (input.year, tenant, input.accepted_only);
    let (mut rows, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let page = torch_returns::exported(connection, wanted, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(rows);
        };
        after = last.body.id;
        rows.extend(page.iter().map(convert::torch_return::row));
    }
}
