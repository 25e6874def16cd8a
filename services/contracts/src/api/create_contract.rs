//! Drafts a contract for the caller's organisation. Its tenant is the seller's division.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, CreateContractRequest};
use uuid::Uuid;

use super::{ContractsApi, acting, convert};
use crate::domain::contract::{self, NewContract};
use crate::error::Error;
use crate::store::contracts::{self, Case};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: CreateContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let form = convert::form::read(input.form.ok_or_else(form_missing)?);
    let today = api.clock.today();
    let number = api.numbers.case(contract::office_of(&form), today).await?;
    let new = NewContract {
        id: Uuid::now_v7(),
        number,
        form,
    };
    let case = Case::new(contract::draft(new, &acting::actor(&caller))?);
    let answer = convert::contract::answer(&case, today);
    let applicant = caller.organisation.clone();
    let drafted = Arc::new((case, answer, applicant));
    api.database
        .write(&caller, &key, move |write| {
            let drafted = drafted.clone();
            Box::pin(async move {
                let (case, answer, applicant) = &*drafted;
                contracts::insert(write, case, applicant).await?;
                Ok(answer.clone())
            })
        })
        .await
}

/// A request without the form it is about.
pub fn form_missing() -> Error {
    Error::field("form", "FORM_MISSING", "缺少登记表", "the form is missing")
}
