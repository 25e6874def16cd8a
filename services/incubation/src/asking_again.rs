//! Cases that an earlier rule failed on are asked about again by the service.
use kezhuan_cases::{Stored, WaitForRules, ask_each, whenever_rules_change};
use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::api::{IncubationApi, ask_carrier_again_for_itself, ask_tenancy_again_for_itself};
use crate::domain::carrier::Carrier;
use crate::domain::tenancy::Tenancy;
use crate::error::{Error, IncubationReasons};
use crate::store::{carriers, tenancies};

/// Asks again until shutdown.
pub async fn run(api: IncubationApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let changes = api.rules.changes();
    let api = &api;
    whenever_rules_change(changes, shutdown, |epoch| async move {
        ask_each(&api.database, epoch, &Carriers(api)).await;
        ask_each(&api.database, epoch, &Tenancies(api)).await;
    })
    .await;
    Ok(())
}

/// Carriers whose rule failed.
struct Carriers<'a>(&'a IncubationApi);

impl WaitForRules for Carriers<'_> {
    const CASE: &'static str = "carrier";
    type Case = Stored<Carrier>;
    type Reasons = IncubationReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        carriers::unanswered(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_carrier_again_for_itself(self.0, &case).await
    }
}

/// Tenancies whose admission failed.
struct Tenancies<'a>(&'a IncubationApi);

impl WaitForRules for Tenancies<'_> {
    const CASE: &'static str = "tenancy";
    type Case = Stored<Tenancy>;
    type Reasons = IncubationReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        tenancies::waiting_for_a_rule(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_tenancy_again_for_itself(self.0, &case).await
    }
}
