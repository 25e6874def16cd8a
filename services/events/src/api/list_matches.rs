//! What a run found for each need, as far as the caller reads the need: the best achievements, part by part.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{ListMatchesRequest, ListMatchesResponse};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::names::{MATCHINGS, NEEDS};
use super::{EventsApi, convert};
use crate::error::Error;
use crate::store::matching_lists;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListMatchesRequest,
) -> Result<ListMatchesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Uuid> = page::start(&input.page_token)?;
    let matching = MATCHINGS.parse_field("matching", &input.matching)?;
    let need = match input.need.is_empty() {
        true => None,
        false => Some(NEEDS.parse_field("need", &input.need)?),
    };
    let read = api.database.read(&caller, async |connection| {
        matching_lists::page(connection, (matching, need), after, size).await
    });
    let mut lists = read.await?;
    let next_page_token = page::cut(&mut lists, size, |list| list.need);
    let shown = lists
        .into_iter()
        .map(|list| convert::matching::list(matching, list));
    Ok(ListMatchesResponse {
        lists: shown.collect(),
        next_page_token,
    })
}
