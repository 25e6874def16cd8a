//! MANUAL → where the failed step leads, by a person.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::assessment::Grade;
use kezhuan_protocol::incubation::v1::{Carrier, ResolveManualCarrierRequest};

use super::carrier_step::{self, Entrance};
use super::{IncubationApi, convert};
use crate::domain::carrier::Command;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ResolveManualCarrierRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = match input.grade == i32::from(Grade::Unspecified) {
        true => Command::Resolve {
            met: input.met,
            reason: input.reason,
        },
        false => Command::Grade {
            grade: convert::carrier::assessment_grade(input.grade)?,
            score_c: convert::figure::read_bp("score_c", input.score_c)?,
            reason: input.reason,
        },
    };
    carrier_step::take(Entrance::Readers, (api, caller), at, key, command).await
}
