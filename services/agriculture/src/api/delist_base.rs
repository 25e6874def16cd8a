//! ACCREDITED, RECTIFYING or WARNED → DELISTED for fraud.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, DelistBaseRequest};

use super::{AgricultureApi, base_step};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: DelistBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Delist {
        reason: input.reason.clone(),
    };
    base_step::plain(api, caller, at, key, command).await
}
