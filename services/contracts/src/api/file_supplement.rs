//! AWAITING_SUPPLEMENT → ACCEPTED; under the measures of 2026 the clock restarts, and so does the promise.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, FileSupplementRequest};

use super::transition::open;
use super::{ContractsApi, accept_contract, convert};
use crate::domain::contract::Command;
use crate::domain::regime::Regime;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: FileSupplementRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let opened = open(api, caller, &input.name, &input.etag).await?;
    let form = input.form.map(|form| Box::new(convert::form::read(form)));
    let without = Command::FileSupplement {
        form: form.clone(),
        promised_working_days: None,
    };
    let mut decided = opened.decide(without)?;
    let regime = opened
        .case
        .contract
        .acceptance
        .as_ref()
        .map(|accepted| accepted.regime);
    if regime != Some(Regime::R2026) {
        return opened.save(key, decided, Vec::new()).await;
    }
    let asked = accept_contract::ask(&opened, &decided.contract).await?;
    let promised_working_days = accept_contract::promise(&asked);
    let asked = match opened.decide(Command::FileSupplement {
        form,
        promised_working_days,
    }) {
        Ok(with_promise) => {
            decided = with_promise;
            asked
        }
        // The applicant's supplement counts whatever the county's rule says: the legal limit runs.
        Err(Error::Refused(refused)) if refused.reason == "PROMISE_BEYOND_LIMIT" => {
            asked.refused_by_host(refused.reason)
        }
        Err(error) => return Err(error),
    };
    if let Some(pin) = asked.rule_pin() {
        decided.contract.keep_pin(pin);
    }
    let row = asked.into_row(decided.contract.id);
    opened.save(key, decided, vec![row]).await
}
