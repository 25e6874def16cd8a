//! A step of a receipt. The contract is held while its receipts are added up, so that two can't both fit.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::names::{CONTRACTS, INCOMES};
use super::{ContractsApi, acting, convert_income};
use crate::domain::income_verification::{self, Command, Event, IncomeVerification, State};
use crate::error::Error;
use crate::store::{claims, contracts, incomes};

/// Takes the command that `command` makes of the sum verified so far.
pub async fn take<F>(
    api: ContractsApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: F,
) -> Result<v1::IncomeVerification, Error>
where
    F: Fn(Fen) -> Command + Send + Sync + 'static,
{
    let id = INCOMES.parse(name)?;
    let given = Arc::new((caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, seen, command) = &*given;
                let stored = incomes::lock(write, id)
                    .await?
                    .ok_or_else(|| INCOMES.not_found(id))?;
                etag::check(seen, stored.income.version)?;
                let before = stored.income;
                incomes::hold_contract(write, before.contract).await?;
                let case = contracts::load(write, before.contract).await?;
                let case = case.ok_or_else(|| CONTRACTS.not_found(before.contract))?;
                let facts = case
                    .contract
                    .claim_facts()
                    .ok_or_else(claims::not_registered)?;
                let verified = incomes::verified(write, before.contract).await?;
                let (after, event) = income_verification::decide(
                    &before,
                    command(verified),
                    &facts,
                    &acting::actor(caller),
                )?;
                let sequence = stored.event_sequence + 1;
                incomes::update(write, &after, sequence).await?;
                record(write, sequence, Some(before.state), &after, event);
                Ok(convert_income::income(&after))
            })
        })
        .await
}

/// Audits and publishes one step that is saved.
pub fn record(
    write: &mut Write,
    sequence: i64,
    from: Option<State>,
    income: &IncomeVerification,
    event: Event,
) {
    write.in_tenant(&income.tenant);
    write.audit(AuditEntry {
        action: "income.moved",
        aggregate: "income",
        aggregate_id: income.id,
        version: income.version,
        detail: serde_json::json!({
            "contract": income.contract,
            "from": from.map(State::as_str),
            "to": income.state.as_str(),
            "amount_fen": income.amount.get(),
        }),
    });
    convert_income::publish(write, sequence, from, income, event);
}
