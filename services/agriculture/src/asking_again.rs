//! Cases that an earlier rule failed on are asked about again by the service.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::{Stored, WaitForRules, ask_each, whenever_rules_change};
use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::api::{
    AgricultureApi, ask_trial_again_for_itself, plan_to_ask_base_again, take_base_steps,
};
use crate::domain::actor::Actor;
use crate::domain::transformation_base::Base;
use crate::domain::trial::Trial;
use crate::error::{AgricultureReasons, Error};
use crate::store::{bases, trials};

/// Asks again until shutdown.
pub async fn run(api: AgricultureApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let changes = api.rules.changes();
    whenever_rules_change(changes, shutdown, || async {
        ask_each(&api.database, &Bases(&api)).await;
        ask_each(&api.database, &Trials(&api)).await;
    })
    .await;
    Ok(())
}

/// Bases whose rule failed.
struct Bases<'a>(&'a AgricultureApi);

impl WaitForRules for Bases<'_> {
    const CASE: &'static str = "base";
    const SERVICE: &'static str = crate::NAME;
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
        let caller = Caller::service(crate::NAME, &case.tenant);
        let asking = Actor::service(crate::NAME, &case.tenant);
        let plan = plan_to_ask_base_again(self.0, case, asking).await?;
        let given = Arc::new((self.0.clone(), plan));
        self.0
            .database
            .write_as(&caller, move |write| {
                let given = given.clone();
                Box::pin(async move {
                    let (api, plan) = &*given;
                    take_base_steps(write, api, plan).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// Trials whose verification failed.
struct Trials<'a>(&'a AgricultureApi);

impl WaitForRules for Trials<'_> {
    const CASE: &'static str = "trial";
    const SERVICE: &'static str = crate::NAME;
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
