//! One expert's score of the papers or of the visit.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, ScoreBaseRequest};

use super::{AgricultureApi, base_step, convert};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ScoreBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Score {
        round: convert::panel::read_round(input.round)?,
        points: input.points.into(),
        reason: input.reason.clone(),
    };
    base_step::plain(api, caller, at, key, command).await
}
