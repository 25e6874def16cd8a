//! One expert is heard; the last one needed returns the contract to FIRST_REVIEWED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, GiveExpertOpinionRequest};

use super::ContractsApi;
use super::transition::plain;
use crate::domain::contract::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GiveExpertOpinionRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let command = Command::GiveOpinion {
        recognise: input.recognise,
        text: input.opinion,
    };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
