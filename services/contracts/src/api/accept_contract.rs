//! SUBMITTED → ACCEPTED: the regime is chosen, the clock starts, and the county may promise to be faster.
use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, RequestKey};
use kezhuan_protocol::contracts::v1::{self, AcceptContractRequest};

use super::transition::{Opened, open};
use super::{ContractsApi, acting};
use crate::domain::contract::{Blocked, Command, Contract, Decided, expected_limit};
use crate::error::Error;
use crate::rules::tc_sla::Promise;
use crate::rules::{Asked, Asking, Verdict};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: AcceptContractRequest,
    key: RequestKey,
) -> Result<v1::Contract, Error> {
    let opened = open(api, caller, &input.name, &input.etag).await?;
    // Who may not accept is told so before a rule is asked.
    opened.decide(Command::Accept {
        promised_working_days: None,
    })?;
    let asked = ask(&opened, &opened.case.contract).await?;
    let (mut decided, row) = settle(&opened, asked)?;
    if let Some(pin) = row.1 {
        decided.contract.pins.keep(pin);
    }
    opened.save(key, decided, vec![row.0]).await
}

/// Asks the county for its promise on `contract`, within what the law leaves it.
pub async fn ask(opened: &Opened, contract: &Contract) -> Result<Asked<Promise>, Error> {
    let (api, today) = (&opened.api, opened.api.clock.today());
    let legal = expected_limit(&contract.form, today, &api.parameters, api.calendar)?;
    let limit = api.calendar.working_days_between(today, legal.due_on)?;
    let asking = Asking {
        tenant: contract.tenant.clone(),
        legal_date: today,
        as_of: today,
        pins: contract.pins.clone(),
    };
    opened.api.rules.sla(contract, asking, limit).await
}

/// The promise of an answer; none where the county has no rule or promises nothing.
pub fn promise(asked: &Asked<Promise>) -> Option<u32> {
    asked
        .answer()
        .filter(|promise| promise.ok)
        .map(|promise| promise.working_days)
}

type Kept = (DecisionRow, Option<kezhuan_law::rule_pins::RulePin>);

/// Accepts with the promise; a rule that failed, or promised beyond the law, sends the case to a person.
fn settle(opened: &Opened, asked: Asked<Promise>) -> Result<(Decided, Kept), Error> {
    let contract = &opened.case.contract;
    let pin = asked.rule_pin();
    let failure = match &asked.verdict {
        Verdict::Failed(failure) => failure.clone(),
        Verdict::Answered(_) | Verdict::NoRule => {
            match opened.decide(Command::Accept {
                promised_working_days: promise(&asked),
            }) {
                Ok(decided) => return Ok((decided, (asked.into_row(contract.id), pin))),
                Err(Error::Refused(refused)) if refused.reason == "PROMISE_BEYOND_LIMIT" => {
                    refused.reason.to_owned()
                }
                Err(error) => return Err(error),
            }
        }
    };
    let to_a_person = Command::SendToManual {
        blocked: Blocked::Accept,
        hook: asked.decision.hook.to_string(),
        failure: failure.clone(),
    };
    let decided = opened.decide_as(&acting::service(&contract.tenant), contract, to_a_person)?;
    let asked = match asked.verdict {
        Verdict::Failed(_) => asked,
        Verdict::Answered(_) | Verdict::NoRule => asked.refused_by_host(&failure),
    };
    Ok((decided, (asked.into_row(contract.id), pin)))
}
