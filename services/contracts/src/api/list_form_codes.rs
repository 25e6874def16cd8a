//! Every code list of the form with Chinese and English names.
use kezhuan_auth::Caller;
use kezhuan_cases::convert::code_list;
use kezhuan_protocol::contracts::v1::{ListFormCodesRequest, ListFormCodesResponse};

use super::ContractsApi;
use crate::domain::form_codes;
use crate::error::Error;

pub async fn handle(
    _: ContractsApi,
    _: Caller,
    _: ListFormCodesRequest,
) -> Result<ListFormCodesResponse, Error> {
    Ok(ListFormCodesResponse {
        lists: code_list::messages(form_codes::lists()),
    })
}
