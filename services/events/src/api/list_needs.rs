//! Needs the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{ListNeedsRequest, ListNeedsResponse};
use kezhuan_rpc::{filter, page};

use super::convert::submission;
use super::{EventsApi, submitting};
use crate::domain::submission::Kind;
use crate::error::{DOMAIN, Error};
use crate::store::submissions::{self, Filter};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListNeedsRequest,
) -> Result<ListNeedsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, submitting::TERMS, submitting::term)?;
    let read = api.database.read(&caller, async |connection| {
        submissions::list(connection, Kind::Need, &filter, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| SortedPlace {
        create_time: row.create_time,
        day: None,
        id: row.body.id,
    });
    let shown = rows.iter().map(|row| submission::need(row, &caller));
    Ok(ListNeedsResponse {
        needs: shown.collect(),
        next_page_token,
    })
}
