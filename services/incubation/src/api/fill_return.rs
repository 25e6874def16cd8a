//! OPEN, FILLED or RETURNED → FILLED: the operator states figures.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{FillReturnRequest, TorchReturn};

use super::{IncubationApi, convert, torch_return_step};
use crate::domain::torch_return::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: FillReturnRequest,
    key: RequestKey,
) -> Result<TorchReturn, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Fill {
        profile: convert::torch_return::given_profile(input.profile.as_ref())?,
        statements: convert::torch_return::statements(&input.statements)?,
    };
    torch_return_step::take((api, caller), at, key, command).await
}
