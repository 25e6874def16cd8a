//! Drafts a contract for the caller's organisation. Its tenant is the division of the office
//! it goes to; a paper that is a case already is refused by its number.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::contracts::v1::{Contract, CreateContractRequest};
use uuid::Uuid;

use super::names::CONTRACTS;
use super::{ContractsApi, acting, convert};
use crate::domain::contract::{self, Contract as Drafted, NewContract};
use crate::error::Error;
use crate::store::contracts::{self, Case};
use crate::store::papers::{self, Paper};

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
        paper_number: contract::paper_number(&input.paper_number)?,
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
                take_paper(write, applicant, &case.contract).await?;
                Ok(answer.clone())
            })
        })
        .await
}

/// Makes the draft the case of its paper, unless the paper is one already.
async fn take_paper(write: &mut Write, keeper: &str, drafted: &Drafted) -> Result<(), Error> {
    let Some(number) = drafted.paper_number.as_deref() else {
        return Ok(());
    };
    let paper = Paper { keeper, number };
    if papers::add(write, paper, drafted).await? {
        return Ok(());
    }
    let before = papers::lock(write, paper)
        .await?
        .ok_or_else(contract::filed_before_unseen)?;
    contract::file_again(&before)
        .map_err(|refused| refused.with("contract", CONTRACTS.name(before.id)))?;
    papers::hand_over(write, paper, drafted).await
}

/// A request without the form it is about.
pub fn form_missing() -> Error {
    Error::field("form", "FORM_MISSING", "缺少登记表", "the form is missing")
}
