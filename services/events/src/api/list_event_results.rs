//! What came of each event: intents and contracts apart.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{ListEventResultsRequest, ListEventResultsResponse};
use kezhuan_rpc::page;

use super::{EventsApi, convert};
use crate::error::Error;
use crate::store::event_results::{self, Place};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListEventResultsRequest,
) -> Result<ListEventResultsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Place> = page::start(&input.page_token)?;
    let scope = convert::negotiating::read_scope_of_each(&input)?;
    let read = api.database.read(&caller, async |connection| {
        event_results::of_each(connection, &scope, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| last.place.clone());
    let results = rows.iter().map(convert::negotiating::results_of_one);
    Ok(ListEventResultsResponse {
        results: results.collect(),
        next_page_token,
    })
}
