//! One yearly return, with the logic checks that do not hold.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{GetReturnRequest, TorchReturn};

use super::names::RETURNS;
use super::{IncubationApi, convert, torch_return_step};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: GetReturnRequest,
) -> Result<TorchReturn, Error> {
    let id = RETURNS.parse(&input.name)?;
    let found = torch_return_step::find(&api, &caller, id).await?;
    let last_year = torch_return_step::last_year(&api, &found).await?;
    let told = (last_year.as_ref(), api.clock.today());
    Ok(convert::torch_return::message(&found, told, &caller))
}
