//! Cases that an earlier rule failed on are asked about again by the service.
use kezhuan_cases::{Stored, WaitForRules, ask_each, whenever_rules_change};
use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::api::{FinancingApi, ask_application_again_for_itself, ask_subsidy_again_for_itself};
use crate::domain::application::Application;
use crate::domain::subsidy::Claim;
use crate::error::{Error, FinancingReasons};
use crate::store::{applications, subsidies};

/// Asks again until shutdown.
pub async fn run(api: FinancingApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let changes = api.rules.changes();
    let api = &api;
    whenever_rules_change(changes, shutdown, |epoch| async move {
        ask_each(&api.database, epoch, &Applications(api)).await;
        ask_each(&api.database, epoch, &Claims(api)).await;
    })
    .await;
    Ok(())
}

/// Applications that no rule has examined yet.
struct Applications<'a>(&'a FinancingApi);

impl WaitForRules for Applications<'_> {
    const CASE: &'static str = "application";
    type Case = Stored<Application>;
    type Reasons = FinancingReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        applications::unexamined(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_application_again_for_itself(self.0, case).await
    }
}

/// Subsidy claims that no rule has computed yet.
struct Claims<'a>(&'a FinancingApi);

impl WaitForRules for Claims<'_> {
    const CASE: &'static str = "subsidy claim";
    type Case = Stored<Claim>;
    type Reasons = FinancingReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        subsidies::uncomputed(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_subsidy_again_for_itself(self.0, &case).await
    }
}
