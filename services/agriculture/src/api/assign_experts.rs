//! Names experts of the review.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{AssignExpertsRequest, Base};

use super::{AgricultureApi, base_step, convert};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: AssignExpertsRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let assigned = convert::panel::read_experts(&input.experts)?;
    let command = Command::AssignExperts(assigned);
    base_step::plain(api, caller, at, key, command).await
}
