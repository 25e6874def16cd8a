//! AMENDMENT_PENDING → REGISTERED with a new version, by another registrar. The contract is held while its
//! verified income is added up, so that no receipt slips in between.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{ApproveAmendmentRequest, Contract};

use super::transition::open;
use super::{ContractsApi, convert};
use crate::domain::contract::Command;
use crate::error::Error;
use crate::store::{contracts, incomes};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ApproveAmendmentRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let opened = open(api.clone(), caller, &input.name, &input.etag).await?;
    let foreseen = opened.decide(approval(Fen::ZERO))?;
    let writer = opened.writer_of(&foreseen.contract);
    let opened = Arc::new(opened);
    api.database
        .write(&writer, &key, move |write| {
            let opened = opened.clone();
            Box::pin(async move {
                let case = &opened.case;
                incomes::hold_contract(write, case.contract.id).await?;
                let verified = incomes::verified(write, case.contract.id).await?;
                let decided = opened.decide(approval(verified))?;
                contracts::save(write, &case.contract, &decided).await?;
                let today = opened.api.clock.today();
                Ok(convert::contract::answer(
                    &case.moved_to(&decided.contract),
                    today,
                ))
            })
        })
        .await
}

fn approval(verified_income: Fen) -> Command {
    Command::ApproveAmendment { verified_income }
}
