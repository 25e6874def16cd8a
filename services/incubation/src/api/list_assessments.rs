//! The yearly assessments of a carrier, latest year first.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListAssessmentsRequest, ListAssessmentsResponse};
use kezhuan_rpc::page;

use super::names::CARRIERS;
use super::{IncubationApi, convert};
use crate::domain::carrier::Assessment;
use crate::error::Error;
use crate::store::carriers;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListAssessmentsRequest,
) -> Result<ListAssessmentsResponse, Error> {
    let size = page::size(input.page_size)?;
    let before: Option<i32> = page::start(&input.page_token)?;
    let id = CARRIERS.parse_field("carrier", &input.carrier)?;
    let read = api.database.read(&caller, async |connection| {
        carriers::find(connection, id).await
    });
    let carrier = read.await?.ok_or_else(|| CARRIERS.not_found(id))?;
    let mut years: Vec<Assessment> = carrier.body.assessments;
    years.retain(|assessed| before.is_none_or(|before| assessed.year < before));
    years.sort_by_key(|assessed| std::cmp::Reverse(assessed.year));
    // One row more than the page says whether there is another one.
    years.truncate(usize::try_from(size).unwrap_or_default().saturating_add(1));
    let next_page_token = page::cut(&mut years, size, |assessed| assessed.year);
    Ok(ListAssessmentsResponse {
        assessments: years.iter().map(convert::carrier::assessment).collect(),
        next_page_token,
    })
}
