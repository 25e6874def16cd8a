//! Logs of mentoring, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListMentoringsRequest, ListMentoringsResponse};

use super::{IncubationApi, convert, record_page};
use crate::domain::support::Mentoring;
use crate::error::Error;

const TERMS: &str = "carrier=\"carriers/{uuid}\", tenancy=\"tenancies/{uuid}\", state=\"…\", held_on>=\"YYYY-MM-DD\", \
                     held_on<=\"YYYY-MM-DD\"";

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListMentoringsRequest,
) -> Result<ListMentoringsResponse, Error> {
    let filter = record_page::filtered(&input.filter, "held_on", TERMS)?;
    let page = (input.page_size, input.page_token.as_str());
    let (rows, next_page_token) =
        record_page::list::<Mentoring>(&api, &caller, &filter, page).await?;
    Ok(ListMentoringsResponse {
        mentorings: rows.iter().map(convert::support::mentoring).collect(),
        next_page_token,
    })
}
