//! The authority finds a graduation true, or the tenant returns or is gone.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::verify_graduation_request::Outcome;
use kezhuan_protocol::incubation::v1::{Tenancy, VerifyGraduationRequest};

use super::{IncubationApi, tenancy_step};
use crate::domain::tenancy::{Command, Then};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: VerifyGraduationRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = match input.outcome() {
        Outcome::Confirmed => Command::ConfirmGraduation { note: input.reason },
        Outcome::Returned => Command::RejectGraduation {
            then: Then::Return,
            reason: input.reason,
        },
        Outcome::Exited => Command::RejectGraduation {
            then: Then::Exit,
            reason: input.reason,
        },
        Outcome::Unspecified => {
            return Err(Error::field(
                "outcome",
                "OUTCOME_MISSING",
                "请说明核实结果",
                "say what was found",
            ));
        }
    };
    tenancy_step::plain(api, caller, at, key, command).await
}
