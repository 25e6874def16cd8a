//! Every rule decision of a case.
use kezhuan_auth::Caller;
use kezhuan_cases::decisions;
use kezhuan_protocol::agriculture::v1::{ListDecisionsRequest, ListDecisionsResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::{AgricultureApi, case, convert};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListDecisionsRequest,
) -> Result<ListDecisionsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let (kind, id) = case::named(case::WITH_DECISIONS, &input.case)?;
    let read = api.database.read(&caller, async |connection| {
        case::hold_visible(connection, (kind, id)).await?;
        Ok::<_, Error>(decisions::page(connection, id, after, size + 1).await?)
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.id);
    let told = |row| convert::decision::answer(&api.rules, row);
    Ok(ListDecisionsResponse {
        decisions: rows.into_iter().map(told).collect(),
        next_page_token,
    })
}
