//! Investments in tenants, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListInvestmentsRequest, ListInvestmentsResponse};

use super::{IncubationApi, convert, record_page};
use crate::domain::support::Investment;
use crate::error::Error;

const TERMS: &str = "carrier=\"carriers/{uuid}\", tenancy=\"tenancies/{uuid}\", paid_up_on>=\"YYYY-MM-DD\", \
                     paid_up_on<=\"YYYY-MM-DD\"";

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListInvestmentsRequest,
) -> Result<ListInvestmentsResponse, Error> {
    let filter = record_page::filtered(&input.filter, "paid_up_on", TERMS)?;
    let page = (input.page_size, input.page_token.as_str());
    let (rows, next_page_token) =
        record_page::list::<Investment>(&api, &caller, &filter, page).await?;
    Ok(ListInvestmentsResponse {
        investments: rows.iter().map(convert::support::investment).collect(),
        next_page_token,
    })
}
