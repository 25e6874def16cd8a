//! A step of a contract: load, compare the etag, let the domain decide, save. Plain RPCs are this and a command.
use std::sync::Arc;

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, RequestKey};
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::names::CONTRACTS;
use super::{ContractsApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::contract::{self, Command, Context, Contract, Decided};
use crate::error::Error;
use crate::store::contracts::{self, Case};

/// A contract on its way through one request.
pub struct Opened {
    pub api: ContractsApi,
    pub caller: Caller,
    pub case: Case,
}

/// Loads a contract the caller may see, and holds that its etag is still the one the caller read.
pub async fn open(
    api: ContractsApi,
    caller: Caller,
    name: &str,
    seen: &str,
) -> Result<Opened, Error> {
    let id = CONTRACTS.parse(name)?;
    let case = api.database.look_up::<contracts::ById>(&caller, id).await?;
    let case = case.ok_or_else(|| CONTRACTS.not_found(id))?;
    etag::check(seen, case.contract.version)?;
    Ok(Opened { api, caller, case })
}

/// The contract that field `path` names, as far as the caller may see it.
pub async fn contract_named(
    api: &ContractsApi,
    caller: &Caller,
    path: &str,
    name: &str,
) -> Result<Contract, Error> {
    let id = CONTRACTS.parse_field(path, name)?;
    let case = api.database.look_up::<contracts::ById>(caller, id).await?;
    Ok(case.ok_or_else(|| CONTRACTS.not_found(id))?.contract)
}

/// The service takes a contract out of MANUAL, to the state the blocked step starts from; whoever takes that step asks the rule.
pub async fn ask_again_for_itself(api: &ContractsApi, waiting: Contract) -> Result<(), Error> {
    let context = Context {
        today: api.clock.today(),
        calendar: api.calendar,
        parameters: &api.parameters,
        materials: &Default::default(),
    };
    let service = acting::service(&waiting.tenant);
    let decided = contract::decide(&waiting, &Command::AskAgain, &service, &context)?;
    let caller = Caller::service(crate::NAME, &waiting.tenant);
    let change = Arc::new((waiting, decided));
    let written = api.database.write_as(&caller, move |write| {
        let change = change.clone();
        Box::pin(async move { contracts::save(write, &change.0, &change.1).await })
    });
    written.await
}

impl Opened {
    /// Lets the domain decide as the caller.
    pub fn decide(&self, command: Command) -> Result<Decided, Error> {
        self.decide_as(&acting::actor(&self.caller), &self.case.contract, command)
    }

    /// Lets the domain decide as `actor`, on this contract or on what a step before made of it.
    pub fn decide_as(
        &self,
        actor: &Actor,
        contract: &Contract,
        command: Command,
    ) -> Result<Decided, Error> {
        let context = Context {
            today: self.api.clock.today(),
            calendar: self.api.calendar,
            parameters: &self.api.parameters,
            materials: &self.case.materials,
        };
        Ok(contract::decide(contract, &command, actor, &context)?)
    }

    /// As whom the contract is written.
    pub fn writer(&self) -> Caller {
        self.caller.writing_in(&self.case.contract.tenant)
    }

    /// Writes what was decided, with the answers of the rules that were asked, and replies. Boxed: a case
    /// before and after its step is too much for every RPC's own future to hold.
    pub fn save(
        self,
        key: RequestKey,
        decided: Decided,
        asked: Vec<DecisionRow>,
    ) -> BoxFuture<'static, Result<v1::Contract, Error>> {
        Box::pin(self.write(key, decided, asked))
    }

    async fn write(
        self,
        key: RequestKey,
        decided: Decided,
        asked: Vec<DecisionRow>,
    ) -> Result<v1::Contract, Error> {
        let writer = self.writer();
        let Opened { api, case, .. } = self;
        let answer =
            convert::contract::answer(&case.moved_to(&decided.contract), api.clock.today());
        let change = Arc::new((case.contract, decided, asked, answer));
        api.database
            .write(&writer, &key, move |write| {
                let change = change.clone();
                Box::pin(async move {
                    let (before, decided, asked, answer) = &*change;
                    contracts::save(write, before, decided).await?;
                    asked.iter().for_each(|row| write.decide(row.clone()));
                    Ok(answer.clone())
                })
            })
            .await
    }
}

/// A step that needs nothing but its command.
pub async fn plain(
    api: ContractsApi,
    caller: Caller,
    (name, etag): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Contract, Error> {
    let opened = open(api, caller, name, etag).await?;
    let decided = opened.decide(command)?;
    opened.save(key, decided, Vec::new()).await
}
