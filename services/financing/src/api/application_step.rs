//! A step of an application: read, ask what has to be asked, and only then hold the row, decide and save. Plain RPCs are
//! this and a command.
use std::sync::Arc;

use chrono::Datelike;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::heard::Heard;
use super::names::APPLICATIONS;
use super::{FinancingApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::application::{self, Application, Circumstances, Command, Decided};
use crate::domain::ledger::pool_of;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{applications, bank_instructions, ledger_accounts};

/// What is to be done to an application as it was read.
#[derive(Debug, Clone)]
pub struct Plan {
    pub before: Stored<Application>,
    /// In their order, each with who takes it.
    pub steps: Vec<(Actor, Command)>,
    /// What rules said on the way.
    pub heard: Heard,
}

impl Plan {
    /// One step that asks nobody.
    pub fn plain(before: Stored<Application>, actor: Actor, command: Command) -> Plan {
        Plan {
            before,
            steps: vec![(actor, command)],
            heard: Heard::default(),
        }
    }
}

/// The application the caller may see, and whose etag is still the one the caller read.
pub async fn open(
    api: &FinancingApi,
    caller: &Caller,
    (name, seen): (&str, &str),
) -> Result<Stored<Application>, Error> {
    let id = APPLICATIONS.parse(name)?;
    let found = api.database.read(caller, async |connection| {
        applications::find(connection, id).await
    });
    let found = found.await?.ok_or_else(|| APPLICATIONS.not_found(id))?;
    etag::check(seen, found.body.version)?;
    Ok(found)
}

/// Lets the domain decide. `bank_suspended`: the pool takes no new loans of the bank, which is asked of who approves.
pub fn decide(
    api: &FinancingApi,
    application: &Application,
    (actor, command): (&Actor, Command),
    bank_suspended: bool,
) -> Result<Decided, Error> {
    let at = Circumstances {
        actor,
        today: api.clock.today(),
        calendar: api.calendar,
        bank_suspended,
        terms: &api.parameters.application,
    };
    Ok(application::decide(application, command, &at)?)
}

/// A step that needs nothing but its command.
pub async fn plain(
    api: FinancingApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Application, Error> {
    let before = open(&api, &caller, at).await?;
    let plan = Plan::plain(before, acting::actor(&caller), command);
    carry_out(api, caller, key, plan).await
}

/// Carries a plan out in one write, and replies.
pub async fn carry_out(
    api: FinancingApi,
    caller: Caller,
    key: RequestKey,
    plan: Plan,
) -> Result<v1::Application, Error> {
    let given = Arc::new((api.clone(), caller.clone(), key.clone(), plan));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, key, plan) = &*given;
                let after = take(write, api, plan).await?;
                let name = APPLICATIONS.name(after.body.id);
                bank_instructions::about(write, key, &name, Fen::ZERO).await?;
                Ok(convert::application::message(&after, caller))
            })
        })
        .await
}

/// Takes the steps of a plan, unless somebody moved the application since it was read.
pub async fn take(
    write: &mut Write,
    api: &FinancingApi,
    plan: &Plan,
) -> Result<Stored<Application>, Error> {
    let id = plan.before.body.id;
    let held = applications::lock(write, id).await?;
    let mut current = held.ok_or_else(|| APPLICATIONS.not_found(id))?;
    if current.body.version != plan.before.body.version {
        return Err(etag::stale().into());
    }
    for (actor, command) in &plan.steps {
        let command = as_it_stands(write, api, id, command.clone()).await?;
        let bank_suspended = match command {
            Command::Approve(_) => is_bank_suspended(write, api, &current).await?,
            _ => false,
        };
        let step = (actor, command);
        let decided = decide(api, &current.body, step, bank_suspended)?;
        let mut body = decided.application;
        plan.heard.pin(&mut body.pins);
        let after = applications::save(write, &current, body, decided.event.name()).await?;
        convert::event::application::publish(write, &after, decided.from, &decided.event);
        current = after;
    }
    plan.heard.store(write);
    Ok(current)
}

/// Whether the pool takes no new loans of the bank. The books stand still until the approval is written, or was not: a claim
/// that suspends the bank comes before it, and is seen, or after it.
async fn is_bank_suspended(
    write: &mut Write,
    api: &FinancingApi,
    application: &Stored<Application>,
) -> Result<bool, Error> {
    if application.body.product.mode.is_none() {
        return Ok(false);
    }
    let (pool, bank) = (pool_of(&application.tenant), &application.body.bank);
    let exposure = ledger_accounts::hold_exposure_of_bank(write, &pool, bank).await?;
    Ok(exposure.is_suspended(&api.parameters.suspension))
}

/// What a bank grants is tested on what the enterprise has of the product in this moment, other banks' loans included.
async fn as_it_stands(
    write: &mut Write,
    api: &FinancingApi,
    id: Uuid,
    command: Command,
) -> Result<Command, Error> {
    let mut grant = match command {
        Command::Approve(grant) => grant,
        other => return Ok(other),
    };
    if let Some((facts, _)) = &mut grant.host {
        let year = api.clock.today().year();
        let in_use = applications::hold_in_use(write, id, year).await?;
        facts.outstanding = in_use.outstanding;
        facts.bank_this_year = in_use.bank_this_year;
    }
    Ok(Command::Approve(grant))
}
