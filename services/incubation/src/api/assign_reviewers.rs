//! Experts are seated in the panel of a carrier in REVIEW.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{AssignReviewersRequest, Carrier};

use super::carrier_step::{self, Entrance};
use super::{IncubationApi, convert};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: AssignReviewersRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Assign {
        experts: convert::panel::experts(input.experts),
    };
    carrier_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
