//! PROPOSED → SUSPENDED, by anybody who has a token, while the notice stands.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, ObjectToBaseRequest};

use super::names::BASES;
use super::{AgricultureApi, base_step};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ObjectToBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let id = BASES.parse(&input.name)?;
    base_step::object(api, caller, id, key, input.text).await
}
