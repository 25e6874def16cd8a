//! A step of an appeal; a changed decision reopens its contract in the same write.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::names::{APPEALS, CONTRACTS};
use super::{ContractsApi, acting, convert_appeal};
use crate::domain::appeal::{self, Appeal, Command, Event, State};
use crate::domain::contract::{self, Context};
use crate::error::Error;
use crate::store::{appeals, contracts};

/// Takes `command` on the appeal.
pub async fn take(
    api: ContractsApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Appeal, Error> {
    let id = APPEALS.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                let stored = appeals::lock(write, id)
                    .await?
                    .ok_or_else(|| APPEALS.not_found(id))?;
                etag::check(seen, stored.appeal.version)?;
                let (after, event) =
                    appeal::decide(&stored.appeal, command.clone(), &acting::actor(caller))?;
                let sequence = stored.event_sequence + 1;
                appeals::update(write, &after, sequence).await?;
                record(write, sequence, Some(stored.appeal.state), &after, event);
                if event == Event::AppealChanged {
                    reopen(write, api, caller, &after).await?;
                }
                Ok(convert_appeal::appeal(&after, api.clock.today()))
            })
        })
        .await
}

/// Audits and publishes one step that is saved.
pub fn record(
    write: &mut Write,
    sequence: i64,
    from: Option<State>,
    appeal: &Appeal,
    event: Event,
) {
    write.in_tenant(&appeal.tenant);
    write.audit(AuditEntry {
        action: "appeal.moved",
        aggregate: "appeal",
        aggregate_id: appeal.id,
        version: appeal.version,
        detail: serde_json::json!({
            "contract": appeal.contract,
            "from": from.map(State::as_str),
            "to": appeal.state.as_str(),
        }),
    });
    convert_appeal::publish(write, sequence, from, appeal, event);
}

/// Back to ACCEPTED; the pair that was overruled is excluded by the contract itself.
async fn reopen(
    write: &mut Write,
    api: &ContractsApi,
    caller: &Caller,
    appeal: &Appeal,
) -> Result<(), Error> {
    let case = contracts::load(write, appeal.contract).await?;
    let case = case.ok_or_else(|| CONTRACTS.not_found(appeal.contract))?;
    let context = Context {
        today: api.clock.today(),
        calendar: api.calendar,
        parameters: &api.parameters,
        materials: &case.materials,
    };
    let command = contract::Command::Reopen {
        reason: appeal.outcome_reason.clone(),
    };
    let decided = contract::decide(&case.contract, &command, &acting::actor(caller), &context)?;
    contracts::save(write, &case.contract, &decided).await
}
