//! Cases that an earlier rule failed on are asked about again by the service.
use kezhuan_cases::{Stored, WaitForRules, ask_each, whenever_rules_change};
use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::api::{AgricultureApi, ask_base_again_for_itself, ask_trial_again_for_itself};
use crate::domain::transformation_base::Base;
use crate::domain::trial::Trial;
use crate::error::{AgricultureReasons, Error};
use crate::store::{bases, trials};

/// Asks again until shutdown.
pub async fn run(api: AgricultureApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let changes = api.rules.changes();
    let api = &api;
    whenever_rules_change(changes, shutdown, |epoch| async move {
        ask_each(&api.database, epoch, &Bases(api)).await;
        ask_each(&api.database, epoch, &Trials(api)).await;
    })
    .await;
    Ok(())
}

/// Bases whose rule failed.
struct Bases<'a>(&'a AgricultureApi);

impl WaitForRules for Bases<'_> {
    const CASE: &'static str = "base";
    type Case = Stored<Base>;
    type Reasons = AgricultureReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        bases::waiting(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_base_again_for_itself(self.0, case).await
    }
}

/// Trials whose verification failed.
struct Trials<'a>(&'a AgricultureApi);

impl WaitForRules for Trials<'_> {
    const CASE: &'static str = "trial";
    type Case = Stored<Trial>;
    type Reasons = AgricultureReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        trials::waiting(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_trial_again_for_itself(self.0, case).await
    }
}
