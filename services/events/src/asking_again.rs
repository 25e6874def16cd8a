//! Cases that an earlier rule failed on are asked about again by the service.
use kezhuan_cases::{Stored, WaitForRules, ask_each, whenever_rules_change};
use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::api::{
    EventsApi, ask_matching_again_for_itself, ask_nomination_again_for_itself,
    ask_registration_again_for_itself,
};
use crate::domain::matching::Matching;
use crate::domain::nomination::Nomination;
use crate::domain::registration::Registration;
use crate::error::{Error, EventsReasons};
use crate::store::{matchings, nomination_due, registration_due};

/// Asks again until shutdown.
pub async fn run(api: EventsApi, shutdown: Shutdown) -> anyhow::Result<()> {
    let changes = api.rules.changes();
    let api = &api;
    let asking = whenever_rules_change(changes, shutdown, |epoch| async move {
        ask_each(&api.database, epoch, &Matchings(api)).await;
        ask_each(&api.database, epoch, &Nominations(api)).await;
        ask_each(&api.database, epoch, &Registrations(api)).await;
    });
    Box::pin(asking).await;
    Ok(())
}

/// Matching runs that wait for a rule.
struct Matchings<'a>(&'a EventsApi);

impl WaitForRules for Matchings<'_> {
    const CASE: &'static str = "matching";
    type Case = Stored<Matching>;
    type Reasons = EventsReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        matchings::waiting(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_matching_again_for_itself(self.0, case).await
    }
}

/// Nominations that wait for a rule.
struct Nominations<'a>(&'a EventsApi);

impl WaitForRules for Nominations<'_> {
    const CASE: &'static str = "nomination";
    type Case = Stored<Nomination>;
    type Reasons = EventsReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        nomination_due::waiting(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_nomination_again_for_itself(self.0, case).await
    }
}

/// Registrations that wait for a rule.
struct Registrations<'a>(&'a EventsApi);

impl WaitForRules for Registrations<'_> {
    const CASE: &'static str = "registration";
    type Case = Stored<Registration>;
    type Reasons = EventsReasons;

    fn id(case: &Self::Case) -> Uuid {
        case.body.id
    }

    async fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> Result<Vec<Self::Case>, Error> {
        registration_due::waiting(connection, after, at_most).await
    }

    async fn ask(&self, case: Self::Case) -> Result<(), Error> {
        ask_registration_again_for_itself(self.0, case).await
    }
}
