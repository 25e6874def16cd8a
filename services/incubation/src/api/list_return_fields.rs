//! The fields of the yearly return with their units.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListReturnFieldsRequest, ListReturnFieldsResponse};

use super::{IncubationApi, convert};
use crate::domain::torch_return::Field;
use crate::error::Error;

pub async fn handle(
    _: IncubationApi,
    _: Caller,
    _: ListReturnFieldsRequest,
) -> Result<ListReturnFieldsResponse, Error> {
    let fields = Field::ALL.iter().copied();
    Ok(ListReturnFieldsResponse {
        fields: fields.map(convert::torch_return::field).collect(),
    })
}
