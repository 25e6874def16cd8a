//! Replaces the form of a DRAFT or RETURNED contract.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, UpdateContractRequest};

use super::create_contract::form_missing;
use super::transition::open;
use super::{ContractsApi, acting, convert};
use crate::domain::contract;
use crate::error::Error;
use crate::store::contracts;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: UpdateContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let form = convert::form::read(input.form.ok_or_else(form_missing)?);
    let opened = open(api, caller, &input.name, &input.etag).await?;
    let before = opened.case.contract.clone();
    let after = contract::edit(&before, form, &acting::actor(&opened.caller))?;
    let answer = convert::contract::answer(&opened.case.moved_to(&after), opened.api.clock.today());
    let writer = opened.writer();
    let edited = Arc::new((before, after, answer));
    opened
        .api
        .database
        .write(&writer, &key, move |write| {
            let edited = edited.clone();
            Box::pin(async move {
                let (before, after, answer) = &*edited;
                contracts::save_edit(write, before, after).await?;
                Ok(answer.clone())
            })
        })
        .await
}
