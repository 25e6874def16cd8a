//! Units of a carrier, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListUnitsRequest, ListUnitsResponse};

use super::{IncubationApi, convert, record_page};
use crate::domain::unit::Unit;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListUnitsRequest,
) -> Result<ListUnitsResponse, Error> {
    let filter = record_page::of_carrier(&input.carrier)?;
    let page = (input.page_size, input.page_token.as_str());
    let (rows, next_page_token) = record_page::list::<Unit>(&api, &caller, &filter, page).await?;
    Ok(ListUnitsResponse {
        units: rows.iter().map(convert::lease::unit).collect(),
        next_page_token,
    })
}
