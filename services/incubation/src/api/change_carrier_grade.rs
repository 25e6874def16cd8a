//! Another grade of an accredited carrier.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Carrier, ChangeCarrierGradeRequest};

use super::carrier_step::{self, Entrance};
use super::{IncubationApi, convert};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ChangeCarrierGradeRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::ChangeGrade {
        grade: convert::carrier::grade(input.grade)?,
        figures: convert::carrier_profile::figures(input.figures),
        document: input.document,
        reason: input.reason,
    };
    carrier_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
