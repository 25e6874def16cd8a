//! An accreditation that stands already is recorded as it was given.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Carrier, RecordAccreditationRequest};

use super::carrier_step::{self, Entrance};
use super::{IncubationApi, convert};
use crate::domain::carrier::{Command, Recorded};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RecordAccreditationRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Record(Recorded {
        grade: convert::carrier::grade(input.grade)?,
        since: convert::day::read("since", &input.since)?,
        document: input.document,
        attachment: input.sha256,
    });
    carrier_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
