//! Mentors of a carrier, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListMentorsRequest, ListMentorsResponse};

use super::{IncubationApi, convert, record_page};
use crate::domain::support::Mentor;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListMentorsRequest,
) -> Result<ListMentorsResponse, Error> {
    let filter = record_page::of_carrier(&input.carrier)?;
    let page = (input.page_size, input.page_token.as_str());
    let (rows, next_page_token) = record_page::list::<Mentor>(&api, &caller, &filter, page).await?;
    Ok(ListMentorsResponse {
        mentors: rows
            .iter()
            .map(|row| convert::support::mentor(row, &caller))
            .collect(),
        next_page_token,
    })
}
