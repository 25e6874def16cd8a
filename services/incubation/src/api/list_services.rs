//! Services that tenants got, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListServicesRequest, ListServicesResponse};

use super::{IncubationApi, convert, record_page};
use crate::domain::support::ServiceRecord;
use crate::error::Error;

const TERMS: &str = "carrier=\"carriers/{uuid}\", tenancy=\"tenancies/{uuid}\", provided_on>=\"YYYY-MM-DD\", \
                     provided_on<=\"YYYY-MM-DD\"";

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListServicesRequest,
) -> Result<ListServicesResponse, Error> {
    let filter = record_page::filtered(&input.filter, "provided_on", TERMS)?;
    let page = (input.page_size, input.page_token.as_str());
    let (rows, next_page_token) =
        record_page::list::<ServiceRecord>(&api, &caller, &filter, page).await?;
    Ok(ListServicesResponse {
        services: rows.iter().map(convert::support::service).collect(),
        next_page_token,
    })
}
