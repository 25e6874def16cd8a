//! What happens because a day passed: returned applications that nobody filed again lapse.
use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_law::WorkingCalendar;
use kezhuan_runtime::{LegalClock, Shutdown};

use crate::domain::actor::Actor;
use crate::domain::contract::{self, Command, Context, Contract};
use crate::domain::parameters::Parameters;
use crate::error::Error;
use crate::store::contracts;

/// A clock that follows the machine tells nobody when its day changes.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Lets applications lapse until shutdown.
#[derive(Clone)]
pub struct Lapse {
    pub database: Database,
    pub clock: LegalClock,
    pub calendar: &'static WorkingCalendar,
    pub parameters: Arc<Parameters>,
}

impl Lapse {
    /// Looks when the legal day changes, and now and then.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let mut days = self.clock.changes();
        loop {
            if let Err(error) = self.lapse_all().await {
                tracing::warn!(error = ?error, "returned applications could not lapse yet");
            }
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                Ok(()) = days.changed() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    async fn lapse_all(&self) -> Result<(), Error> {
        let today = self.clock.today();
        let reader = Caller::service(crate::NAME, "");
        loop {
            let read = self.database.read(&reader, async |connection| {
                contracts::lapsing(connection, today, BATCH_MAX).await
            });
            let due = read.await?;
            let mut lapsed = 0;
            for contract in &due {
                lapsed += i64::from(self.lapse(contract).await?);
            }
            // Nothing moved: the rest is for the next look.
            if lapsed < BATCH_MAX {
                return Ok(());
            }
        }
    }

    /// Lapses one, unless somebody was faster.
    async fn lapse(&self, contract: &Contract) -> Result<bool, Error> {
        let context = Context {
            today: self.clock.today(),
            calendar: self.calendar,
            parameters: &self.parameters,
            materials: &Default::default(),
        };
        let actor = Actor::service(crate::NAME, &contract.tenant);
        let Ok(decided) = contract::decide(contract, &Command::Lapse, &actor, &context) else {
            return Ok(false);
        };
        let caller = Caller::service(crate::NAME, &contract.tenant);
        let change = Arc::new((contract.clone(), decided));
        let written = self.database.write_as(&caller, move |write| {
            let change = change.clone();
            Box::pin(async move { contracts::save(write, &change.0, &change.1).await })
        });
        match written.await {
            Ok(()) => Ok(true),
            Err(Error::Problem(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
