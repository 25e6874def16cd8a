//! Events and trainings, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListActivitiesRequest, ListActivitiesResponse};

use super::{IncubationApi, convert, record_page};
use crate::domain::support::Activity;
use crate::error::Error;

const TERMS: &str = "carrier=\"carriers/{uuid}\", tenancy=\"tenancies/{uuid}\", held_on>=\"YYYY-MM-DD\", \
                     held_on<=\"YYYY-MM-DD\"";

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListActivitiesRequest,
) -> Result<ListActivitiesResponse, Error> {
    let filter = record_page::filtered(&input.filter, "held_on", TERMS)?;
    let page = (input.page_size, input.page_token.as_str());
    let (rows, next_page_token) =
        record_page::list::<Activity>(&api, &caller, &filter, page).await?;
    Ok(ListActivitiesResponse {
        activities: rows.iter().map(convert::support::activity).collect(),
        next_page_token,
    })
}
