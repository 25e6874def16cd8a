//! Every closed list of the interface with Chinese and English names.
use kezhuan_auth::Caller;
use kezhuan_protocol::cases::{ListCodesRequest, ListCodesResponse};

use super::{CaseService, ErrorOf};
use crate::convert;

pub async fn handle<S: CaseService>(
    service: S,
    _: Caller,
    _: ListCodesRequest,
) -> Result<ListCodesResponse, ErrorOf<S>> {
    Ok(ListCodesResponse {
        lists: convert::code_list::messages(service.code_lists()),
    })
}
