//! Keeps the number the national system returned for a registered contract.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, RecordNationalNumberRequest};

use super::transition::open;
use super::{ContractsApi, acting, convert};
use crate::domain::contract::record_national_number;
use crate::error::Error;
use crate::store::contracts;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RecordNationalNumberRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let opened = open(api.clone(), caller, &input.name, &input.etag).await?;
    let before = &opened.case.contract;
    let actor = acting::actor(&opened.caller);
    let after = record_national_number(before, &input.national_number, &actor)?;
    let answer = convert::contract::answer(&opened.case.moved_to(&after), api.clock.today());
    let writer = opened.writer_of(&after);
    let change = Arc::new((opened.case.contract, after, answer));
    api.database
        .write(&writer, &key, move |write| {
            let change = change.clone();
            Box::pin(async move {
                let (before, after, answer) = &*change;
                contracts::save_national_number(write, before, after).await?;
                Ok(answer.clone())
            })
        })
        .await
}
