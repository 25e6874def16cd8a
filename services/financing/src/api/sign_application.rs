//! One side's word is kept; with the other's, APPROVED → CONTRACTED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Application, SignApplicationRequest};

use super::{FinancingApi, application_step};
use crate::domain::application::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: SignApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    application_step::plain(api, caller, at, key, Command::Sign).await
}
