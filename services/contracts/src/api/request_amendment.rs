//! REGISTERED → AMENDMENT_PENDING; the registered version stays in force.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, RequestAmendmentRequest};

use super::create_contract::form_missing;
use super::transition::plain;
use super::{ContractsApi, convert};
use crate::domain::contract::Command;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RequestAmendmentRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let form = input.form.ok_or_else(form_missing)?;
    let command = Command::AskAmendment {
        form: Box::new(convert::form::read(form)),
        reason: input.reason,
    };
    plain(api, caller, (&input.name, &input.etag), key, command).await
}
