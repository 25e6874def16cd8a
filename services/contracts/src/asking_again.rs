//! Cases that an earlier rule failed on are asked about again by the service.
use kezhuan_cases::{WaitForRules, ask_each, whenever_rules_change};
use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::api::{ContractsApi, ask_claim_again_for_itself, ask_contract_again_for_itself};
use crate::domain::contract::Contract;
use crate::error::{ContractsReasons, Error};
use crate::rules::{CLAIM_HOOKS, in_every_major};
use crate::store::{claims, contracts};

/// Asks again until shutdown.
pub async fn run(api: ContractsApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let changes = api.rules.changes();
    let api = &api;
    whenever_rules_change(changes, shutdown, |epoch| async move {
        ask_each(&api.database, epoch, &Contracts(api)).await;
        ask_each(&api.database, epoch, &Claims(api)).await;
    })
    .await;
    Ok(())
}

/// Contracts that wait in MANUAL. One goes back to the state the blocked step starts from; whoever takes it asks the rule.
struct Contracts<'a>(&'a ContractsApi);

impl WaitForRules for Contracts<'_> {
    const CASE: &'static str = "contract";
    type Case = Contract;
    type Reasons = ContractsReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        contracts::with_a_newer_rule(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_contract_again_for_itself(self.0, case).await
    }
}

/// Claims that wait in MANUAL: id, tenant and version of each.
struct Claims<'a>(&'a ContractsApi);

impl WaitForRules for Claims<'_> {
    const CASE: &'static str = "claim";
    type Case = (Uuid, String, i64);
    type Reasons = ContractsReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.0
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        let hooks = in_every_major(&CLAIM_HOOKS);
        claims::with_a_newer_rule(connection, &hooks, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        let (id, tenant, version) = case;
        ask_claim_again_for_itself(self.0, &tenant, (id, version)).await?;
        Ok(())
    }
}
